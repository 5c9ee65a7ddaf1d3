"""Two versions side by side: statements that came and went, and the records they are about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What changed in one record: statements as N-Triples, without their subject."""

    record: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference between two versions: records that are new, gone and changed, and all statements."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[RecordChange, ...]


def compare(first: bytes, second: bytes) -> Comparison:
    """Return the difference between two documents of N-Triples; blank nodes are matched by what is said of them."""
    one, other = _lines(first), _lines(second)
    added, removed = sorted(other.keys() - one.keys()), sorted(one.keys() - other.keys())
    before, after = set(one.values()), set(other.values())
    touched: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, (lines, subjects) in enumerate(((added, other), (removed, one))):
        for line in lines:
            touched[subjects[line]][place].append(line.partition(" ")[2])
    return Comparison(
        tuple(added),
        tuple(removed),
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        tuple(
            RecordChange(record, tuple(came), tuple(went))
            for record, (came, went) in sorted(touched.items())
            if record in before and record in after
        ),
    )


def _lines(data: bytes) -> Mapping[str, str]:
    """Return the subject of every statement, by the statement as a line of N-Triples with settled blank nodes."""
    if b"_:" not in data:
        return {line: line.partition(" ")[0].strip("<>") for line in data.decode().splitlines()}
    triples = [quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES)]
    names = _settled(triples)
    return dict(_line(triple, names) for triple in triples)


def _line(triple: ox.Triple, names: Mapping[str, str]) -> tuple[str, str]:
    subject, value = (names.get(str(term), str(term)) for term in (triple.subject, triple.object))
    return f"{subject} {triple.predicate} {value} .", subject.strip("<>")


def _settled(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """Return names for the blank nodes that follow from what is said of them and of the nodes around them.

    Rounds are bounded, so that no graph takes long; nodes that look the same to the end are told apart by number.
    """
    around: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for triple in triples:
        subject, value = str(triple.subject), str(triple.object)
        if subject.startswith("_:"):
            around[subject].append((">", str(triple.predicate), value))
        if value.startswith("_:"):
            around[value].append(("<", str(triple.predicate), subject))
    names = dict.fromkeys(around, "_:")
    for _ in range(_ROUNDS):
        names = {
            node: "_:" + sha256(repr(sorted((d, p, names.get(o, o)) for d, p, o in said)).encode()).hexdigest()[:16]
            for node, said in around.items()
        }
    seen: defaultdict[str, int] = defaultdict(int)
    for node, name in names.items():
        seen[name] += 1
        names[node] = f"{name}-{seen[name]}" if seen[name] > 1 else name
    return names
