"""Which profiles and forms there are of a thing, as RDF (the data model of Content Negotiation by Profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.linked.forms import PREFIXES, Graph, canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang.linked.profiles import Profile

_ALTR: Final = PREFIXES["altr"]
_DCT: Final = PREFIXES["dct"]
_PROF: Final = PREFIXES["prof"]


def as_graph(about: str, profiles: Sequence[Profile], media_types: Sequence[str]) -> Graph:
    """Return every combination of profile and media type a thing is given in; the first of each is the default."""
    subject, triples = ox.NamedNode(about), []
    for profile in profiles:
        triples += _profile(profile)
        for media_type in media_types:
            node = ox.BlankNode()
            default = profile == profiles[0] and media_type == media_types[0]
            relations = ["hasRepresentation", *(["hasDefaultRepresentation"] if default else [])]
            triples += [ox.Triple(subject, ox.NamedNode(_ALTR + name), node) for name in relations]
            triples += [
                ox.Triple(node, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{_ALTR}Representation")),
                ox.Triple(node, ox.NamedNode(f"{_DCT}conformsTo"), ox.NamedNode(profile.uri)),
                ox.Triple(node, ox.NamedNode(f"{_DCT}format"), ox.Literal(media_type)),
            ]
    return canonical(triples)


def profiles_graph(profiles: Sequence[Profile]) -> Graph:
    """Return what each profile is called and by which word it is asked."""
    return canonical(triple for profile in profiles for triple in _profile(profile))


def _profile(profile: Profile) -> Graph:
    node = ox.NamedNode(profile.uri)
    texts = (("title", profile.title), ("description", profile.explanation))
    return [
        ox.Triple(node, ox.NamedNode(f"{ns.RDF}type"), ox.NamedNode(f"{_PROF}Profile")),
        ox.Triple(node, ox.NamedNode(f"{_PROF}hasToken"), ox.Literal(profile.token)),
        *(
            ox.Triple(node, ox.NamedNode(_DCT + name), ox.Literal(text.get(language), language=language))
            for name, text in texts
            for language in ("nl", "en")
        ),
    ]
