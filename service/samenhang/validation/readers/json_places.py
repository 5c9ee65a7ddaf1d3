"""Reads JSON with the place of every key and value; only the structure, and only as far as it is valid."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:(?P<mark>[{}\[\]:,])|(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*+")|(?P<word>[-+.\w]+))""", re.DOTALL
)

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(slots=True)
class Member:
    """One member of an object: its key, where that stands, and its value."""

    key: str
    start: int
    value: Node


@dataclass(slots=True)
class Node:
    """A value and where it begins and ends: `members` of an object, `items` of a list, else a `scalar`."""

    start: int
    end: int = 0
    members: list[Member] | None = None
    items: list[Node] | None = None
    scalar: Scalar = None

    def get(self, *keys: str) -> Node | None:
        """Return the value of the first of these keys that an object has; None when it has none, or is none."""
        for member in self.members or ():
            if member.key in keys:
                return member.value
        return None


@dataclass(slots=True)
class _Reading:
    """What is being read: the containers that are open, and the key that waits for its value."""

    root: Node | None = None
    open: list[Node] = field(default_factory=list)
    keys: list[tuple[str, int] | None] = field(default_factory=list)

    def add(self, node: Node) -> None:
        if not self.open:
            if self.root is None:
                self.root = node
            return
        container, key = self.open[-1], self.keys[-1]
        if container.items is not None:
            container.items.append(node)
        elif container.members is not None and key is not None:
            container.members.append(Member(key[0], key[1], node))
            self.keys[-1] = None

    def begin(self, node: Node) -> None:
        self.add(node)
        self.open.append(node)
        self.keys.append(None)

    def end(self, position: int) -> None:
        if self.open:
            self.open.pop().end = position
            self.keys.pop()


def read_places(text: str) -> Node | None:
    """Return a JSON text as nodes with places; what comes after a fault in it is left out. None: there is nothing."""
    reading, position = _Reading(), 0
    while (found := _TOKEN.match(text, position)) is not None:
        position = found.end()
        start = found.start(found.lastgroup or 0)
        mark = found["mark"]
        if mark in {"{", "["}:
            reading.begin(Node(start, members=[] if mark == "{" else None, items=[] if mark == "[" else None))
        elif mark in {"}", "]"}:
            reading.end(position)
        elif mark is None:
            _scalar(reading, found, start)
    for container in reading.open:
        container.end = position
    return reading.root


def _scalar(reading: _Reading, found: re.Match[str], start: int) -> None:
    source = found[found.lastgroup or 0]
    try:
        value = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        value = source
    in_object = bool(reading.open) and reading.open[-1].members is not None
    if in_object and reading.keys[-1] is None:
        reading.keys[-1] = (str(value), start)
    else:
        reading.add(Node(start, found.end(), scalar=value))
