"""Turns YAML into the same document in JSON, so that a file is judged exactly as a request over HTTP is.

Works from events: maps, lists and plain values pass; aliases, tags, a second document and deep nesting are refused when
they are met, before anything can grow. A key that occurs twice stays in twice. Plain values follow the core schema of
YAML 1.2: `no` and `2026-01-01` are text, `010` is ten.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 20
_LONGEST_NUMBER: Final = 60
_NUMBER: Final = re.compile(r"[-+]?0*(?P<whole>[0-9]*)(?P<rest>(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?)")
_DIGIT: Final = re.compile(r"[-+]?\.?[0-9]")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS: Final = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})


class UnreadableYamlError(Exception):
    """The text is not YAML as it is read here; `text` continues a sentence that begins with the name of the file."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def yaml_as_json(text: str) -> str:
    """Return the one document in `text` as JSON, `null` when there is none. Raises UnreadableYamlError."""
    events = yaml.parse(text, Loader=_LOADER)
    try:
        return "".join(_document(events)) or "null"
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise UnreadableYamlError(
            Text(
                f"is geen geldige YAML: het gaat mis op regel {line}.",
                f"is not valid YAML: it goes wrong on line {line}.",
            )
        ) from error


def _document(events: Iterator[Any]) -> Iterator[str]:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UnreadableYamlError(Text("bevat meer dan een document.", "holds more than one document."))
            yield from _value(next(events), events, 0)


def _value(event: Any, events: Iterator[Any], depth: int) -> Iterator[str]:  # noqa: ANN401 -- PyYAML has no types
    _judge(event, depth)
    if isinstance(event, yaml.ScalarEvent):
        yield _plain(event.value) if event.implicit[0] else json.dumps(event.value)
    elif isinstance(event, yaml.SequenceStartEvent):
        separator = "["
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            yield separator
            yield from _value(event, events, depth + 1)
            separator = ","
        yield "[]" if separator == "[" else "]"
    else:
        separator = "{"
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            yield separator + _key(event) + ":"
            yield from _value(next(events), events, depth + 1)
            separator = ","
        yield "{}" if separator == "{" else "}"


def _key(event: Any) -> str:  # noqa: ANN401 -- PyYAML has no types
    _judge(event, 0)
    if not isinstance(event, yaml.ScalarEvent):
        line = event.start_mark.line + 1
        raise UnreadableYamlError(
            Text(f"heeft op regel {line} een sleutel die geen woord is.", f"has a key that is no word on line {line}.")
        )
    return json.dumps(event.value)


def _judge(event: Any, depth: int) -> None:  # noqa: ANN401 -- PyYAML has no types
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise UnreadableYamlError(
            Text(
                f"gebruikt op regel {line} een verwijzing (& of *); schrijf de waarde voluit.",
                f"uses a reference (& or *) on line {line}; write the value in full.",
            )
        )
    if event.tag not in {None, "!"}:
        raise UnreadableYamlError(
            Text(
                f"gebruikt op regel {line} een soortaanduiding (!); laat die weg.",
                f"uses a tag (!) on line {line}; leave it out.",
            )
        )
    if depth > _DEEPEST:
        raise UnreadableYamlError(Text(f"is op regel {line} te diep genest.", f"is nested too deeply on line {line}."))


def _plain(word: str) -> str:
    if word in _NULLS:
        return "null"
    if word in _TRUTHS:
        return word.lower()
    return _number(word) or json.dumps(word)


def _number(word: str) -> str | None:
    """Return a number as JSON writes it: no plus sign, no leading zeros, a digit on both sides of the point."""
    match = _NUMBER.fullmatch(word) if len(word) <= _LONGEST_NUMBER and _DIGIT.match(word) else None
    if match is None:
        return None
    rest = re.sub(r"^\.(?![0-9])", "", match["rest"])
    return ("-" if word.startswith("-") else "") + (match["whole"] or "0") + rest
