"""What some kinds of things show beyond their properties: a rule in words, options, answers, what a graph holds."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from samenhang import namespaces as ns
from samenhang.api.linked_context import Linked
from samenhang.linked import Description
from samenhang.linked.forms import PREFIXES
from samenhang.web.linked_words import Speaker
from samenhang.wire import dimension, rule

_RDFS: Final = PREFIXES["rdfs"]
_ALL: Final = ("rule", "dimension", "answers", "contents", "size", "data")


def extras_of(linked: Linked, description: Description, say: Speaker) -> dict[str, Any]:
    """Return what a page shows of a thing by its kind (`blocks`), and the properties that are `shown` by that."""
    blocks: dict[str, Any] = dict.fromkeys(_ALL)
    shown: set[str] = set()
    catalogue = linked.core.catalogue
    local = ns.local_name(description.iri)
    if description.iri.startswith(ns.RULE) and local in catalogue.rules:
        blocks["rule"] = rule(catalogue.rules[local], catalogue)
        shown |= {f"{ns.DEF}maatregel", f"{ns.DEF}risico", f"{ns.SH}message", f"{_RDFS}comment"}
        shown |= {f"{ns.DEF}{name}" for name in ("alsKeuze", "tenzijKeuze", "gebruiktDimensie", "neemtRisicoWeg")}
    elif description.iri == ns.dimension_iri(local) and local in catalogue.dimensions:
        blocks["dimension"] = dimension(catalogue.dimensions[local], catalogue)
        shown.add(f"{ns.DEF}optieVan")
    elif ns.ARRANGEMENT in description.types:
        names = {ns.dimension_iri(name) for name in catalogue.dimensions}
        answered = [p for p in description.properties if p.iri in names]
        blocks["answers"] = [(say.link(p.iri), say.values(p.values)) for p in answered]
        shown |= {p.iri for p in answered}
    elif description.iri.startswith(ns.GRAPH):
        blocks |= _graph(linked, description, say)
        shown |= {f"{PREFIXES['dcat']}distribution", f"{PREFIXES['void']}triples"}
    return {"blocks": blocks, "shown": frozenset(shown)}


def _graph(linked: Linked, description: Description, say: Speaker) -> dict[str, Any]:
    found = linked.index.contents(description.iri)
    speak = Speaker(found.names, say.language)
    size = description.texts(f"{PREFIXES['void']}triples")
    return {
        "contents": [(speak.link(kind), found.counts[kind]) for kind in found.things],
        "size": size[0].text if size else "0",
        "data": "/graphs?" + urlencode({"graph": description.iri}),
    }
