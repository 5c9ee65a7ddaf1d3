"""What a page shows of a graph, as plain values that need no RDF library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One value: a thing with an address (`iri`), a text (with a language or a datatype), or a nameless node.

    `text` is the text itself, or the nameless node written as Turtle.
    """

    text: str
    iri: str | None = None
    language: str = ""
    datatype: str = ""
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a thing with its values."""

    iri: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing, with the property that gives it; no property for a name that is not in the graph."""

    text: str
    property: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called: by address and language; `""` is the name without a language."""

    by_iri: dict[str, dict[str, Name]]

    def of(self, iri: str, language: str) -> tuple[str, str] | None:
        """Return the name in a language and the language it is really in; None for a thing without a name."""
        known = self.by_iri.get(iri)
        if not known:
            return None
        for wanted in (language, "", "nl", "en"):
            if wanted in known:
                return known[wanted].text, wanted
        return next((name.text, other) for other, name in known.items())
