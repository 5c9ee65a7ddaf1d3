"""The bytes between the service and the process that runs general engines. Imported on both sides."""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

import pyoxigraph as ox

Wire: TypeAlias = list[str | None]

FRAME: Final = struct.Struct("!IIQ")
"""The lengths of a request: what to do as JSON, and two times N-Triples; an answer is JSON of the last length."""


def wire(term: object, label: str = "") -> Wire:
    """Return a term as JSON takes it: kind, text, and of a literal language and datatype; blank nodes get a label."""
    if isinstance(term, ox.Literal):
        return ["l", term.value, term.language, term.datatype.value]
    if isinstance(term, ox.BlankNode):
        return ["b", label + term.value]
    return ["i", term.value if isinstance(term, ox.NamedNode) else str(term)]


def unwired(term: Wire, label: str = "") -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term that stands for; the label of a blank node is taken off."""
    kind, text = term[0], term[1] or ""
    if kind == "b":
        return ox.BlankNode(text.removeprefix(label))
    if kind == "i":
        return ox.NamedNode(text)
    language, datatype = term[2:]
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)
