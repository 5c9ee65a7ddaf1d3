"""A caller's SPARQL Update on its way to a worker, and the changes on their way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.errors import QueryError
from samenhang.model import Text
from samenhang.store.changes import Change, Contents, Drop
from samenhang.store.graph_names import is_private
from samenhang.store.guard import check_update
from samenhang.store.parsing import read_quads
from samenhang.store.prologues import with_one_prologue
from samenhang.store.query_tokens import Kind, placed_tokens
from samenhang.store.request import graph_reference
from samenhang.store.update_scope import graphs_of_update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from samenhang.store.query_tokens import Token

FIXED_GRAPHS: Final = (
    ns.GRAPH_ONTOLOGY,
    ns.GRAPH_RULES,
    ns.GRAPH_STRUCTURE,
    ns.GRAPH_SOURCES,
    ns.GRAPH_REFERENCE,
    ns.GRAPH_DERIVED,
    ns.GRAPH_VERSIONS,
    ns.GRAPH_ARRANGEMENTS,
    ns.GRAPH_INHERITED,
    ns.GRAPH_FINDINGS,
)
"""What the names of the product's own graphs begin with: these are not written again to keep a blank node one."""
_LOADED: Final = f"{ns.GRAPH_PRIVATE}geladen/"
"""What the names begin with under which a worker meets documents to load; it is gone before they could be stored."""


@dataclass(frozen=True, slots=True)
class PreparedUpdate:
    """The text for a worker, and the graphs it can change; None: any."""

    text: str
    graphs: list[str | None] | None
    extra: bytes = b""


def prepare_update(
    text: str,
    using: Sequence[str] = (),
    using_named: Sequence[str] = (),
    documents: Mapping[str, bytes] | None = None,
) -> PreparedUpdate:
    """Return a caller's update as a worker is to run it; QueryError says why when it may not, and how to mend it.

    LOAD is answered from `documents`: N-Triples by the address they were fetched from.
    """
    extra = b""
    if documents:
        text, extra = with_documents(text, documents)
    check_update(text)
    text = with_one_prologue(text)
    if using or using_named:
        text = _with_dataset(text, using, using_named)
    graphs = graphs_of_update(text)
    return PreparedUpdate(text, None if graphs is None else sorted(graphs, key=lambda name: name or ""), extra)


def loads_of(text: str) -> list[str]:
    """Return the addresses an update would LOAD, as far as they are written in full; the others stay refused."""
    return [token.text[1:-1] for _, token in _loads(text)]


def with_documents(text: str, documents: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return an update with every LOAD of a document turned into ADD of a graph, and those graphs as N-Quads."""
    names = {iri: f"{_LOADED}{number}" for number, iri in enumerate(documents)}
    edits: list[tuple[int, int, str]] = []
    placed = list(placed_tokens(text))
    for place, token in _loads(text):
        name = names.get(token.text[1:-1])
        if name is None:
            continue
        load = place - 1 if placed[place - 1][1].text.upper() == "LOAD" else place - 2
        edits.append((placed[load][0], len("LOAD"), "ADD"))
        into = placed[place + 1] if place + 1 < len(placed) else None
        found = into is not None and into[1].text.upper() == "INTO"
        edits.append((placed[place][0], len(token.text), f"GRAPH <{name}>" + ("" if found else " TO DEFAULT")))
        if into is not None and found:
            edits.append((into[0], len("INTO"), "TO"))
    quads = (
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(names[iri]))
        for iri, data in documents.items()
        for quad in read_quads(data, "application/n-triples", None)
    )
    return _edited(text, edits), cast("bytes", ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def _loads(text: str) -> Iterator[tuple[int, Token]]:
    """Yield the addresses after LOAD, each with the number of its token."""
    words = ["", ""]
    for place, (_, token) in enumerate(placed_tokens(text)):
        after = words[-1] == "LOAD" or words == ["LOAD", "SILENT"]
        if token.kind is Kind.IRI and after:
            yield place, token
        words = [words[-1], token.text.upper() if token.kind is Kind.WORD else ""]


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    end = 0
    for start, length, replacement in edits:
        parts += (text[end:start], replacement)
        end = start + length
    return "".join((*parts, text[end:]))


def changes_of(head: str, quads: bytes, is_protected: Callable[[str | None], bool]) -> list[Change]:
    """Return the changes a worker reports; QueryError names the graph when one may not be changed."""
    report = json.loads(head)
    for graph in (*report["changed"], *report["gone"]):
        if is_private(graph) or is_protected(graph):
            raise protected_graph(graph)
    shared = [graph for graph in report["shared"] if not (is_private(graph) or is_protected(graph))]
    changes: list[Change] = [Drop(graph) for graph in report["gone"]]
    if report["changed"]:
        changes.append(Contents((*report["changed"], *shared), quads))
    return changes


def protected_graph(graph: str | None) -> QueryError:
    """Return the error that an update changes a graph that it may not."""
    nl, en = (
        ("De naamloze graaf", "The unnamed graph") if graph is None else (f"De graaf {graph}", f"The graph {graph}")
    )
    return QueryError(
        Text(
            f"{nl} mag hier niet worden gewijzigd, en daarom is er niets gewijzigd. Wijzig alleen grafen waarop u "
            "rechten hebt.",
            f"{en} may not be changed here, and so nothing was changed. Change only graphs that you have rights on.",
        )
    )


def _with_dataset(text: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """Return an update with USING and USING NAMED in every operation that has a WHERE."""
    clause = "".join(f" USING {graph_reference(iri)[6:]}" for iri in using)
    clause += "".join(f" USING NAMED {graph_reference(iri)[6:]}" for iri in using_named)
    edits = (
        (start, length, f"{block}{clause} {text[start : start + length]}") for start, length, block in _wheres(text)
    )
    return _edited(text, edits)


def _wheres(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and length of every WHERE of an operation; with the template to go before it for DELETE WHERE."""
    depth, last, opened, short = 0, "", 0, False
    where = (0, 0)
    for start, token in placed_tokens(text):
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if word in ("USING", "WITH") and depth == 0:
            raise _two_datasets(word)
        if word == "WHERE" and depth == 0:
            where, short = (start, len(token.text)), last == "DELETE"
            if not short:
                yield *where, ""
        if token.kind is Kind.MARK and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if token.text == "{" and depth == 1:
                opened = start
            elif depth == 0 and short:
                yield *where, text[opened : start + 1]
                short = False
        last = word or last


def _two_datasets(word: str) -> QueryError:
    return QueryError(
        Text(
            f"De wijziging noemt haar grafen met {word}, en de parameters using-graph-uri en using-named-graph-uri "
            "doen dat ook. Kies één van beide.",
            f"The update names its graphs with {word}, and so do the parameters using-graph-uri and "
            "using-named-graph-uri. Choose one of the two.",
        )
    )
