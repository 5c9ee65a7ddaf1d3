"""How a page says what a graph says: names for addresses, links that stay here, values as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samenhang import namespaces as ns
from samenhang.linked.addresses import is_own, path_of
from samenhang.linked.forms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.linked import Value
    from samenhang.linked.values import Names

_BOOLEAN: Final = f"{ns.XSD}boolean"
_NUMBERS: Final = frozenset(ns.XSD + name for name in ("integer", "decimal", "nonNegativeInteger", "int", "long"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with the language it is in (empty: none in particular), and where it links to."""

    text: str
    language: str = ""
    href: str | None = None
    code: bool = False


class Speaker:
    """Says things in the language of a reader."""

    def __init__(self, names: Names, language: str) -> None:
        self._names = names
        self.language = language

    def name(self, iri: str) -> Shown:
        """Return what a thing is called; a shortened address for one without a name."""
        found = self._names.of(iri, self.language)
        if found is None:
            return Shown(shortened(iri), code=True)
        text, language = found
        return Shown(text, language if language != self.language else "")

    def link(self, iri: str) -> Shown:
        """Return what a thing is called, with a link: to its description here, or to its own address elsewhere."""
        shown = self.name(iri)
        return Shown(shown.text, shown.language, self.href(iri), shown.code)

    def href(self, iri: str) -> str | None:
        """Return where a thing is described: here when the graph names it, else at its own address on the web."""
        known = self._names.by_iri.get(iri, {})
        if is_own(iri) or any(name.property is not None for name in known.values()):
            path = path_of(iri)
            return f"{path}{'&' if '?' in path else '?'}taal={self.language}"
        return iri if iri.startswith(("http://", "https://")) else None

    def values(self, values: Sequence[Value]) -> list[Shown]:
        """Return values for a reader: texts in the reader's language when there are any, else in the others."""
        own = [v for v in values if v.language in ("", self.language)]
        shown = own or list(values)
        return [self.value(value) for value in shown]

    def value(self, value: Value) -> Shown:
        """Return one value for a reader."""
        if value.iri is not None:
            return self.link(value.iri)
        if value.nameless:
            return Shown(value.text, code=True)
        if value.datatype == _BOOLEAN:
            yes = value.text in ("true", "1")
            word = ("yes" if yes else "no") if self.language == "en" else ("ja" if yes else "nee")
            return Shown(word)
        if value.datatype in _NUMBERS and self.language == "nl":
            return Shown(value.text.replace(".", ","))
        return Shown(value.text, value.language if value.language != self.language else "")


def shortened(iri: str) -> str:
    """Return an address with one of the usual prefixes, or without what all of ours have in common."""
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace) and "/" not in iri[len(namespace) :]:
            return f"{name}:{iri[len(namespace) :]}"
    return iri.removeprefix(ns.BASE) if iri.startswith(ns.BASE) else iri
