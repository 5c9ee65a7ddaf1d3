"""Query and update tests over HTTP: syntax, evaluation, and the forms of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.store.query_dataset import dataset_of

from .bare_engine import engine_fails_too
from .manifests import LABEL, MF, QT, UT, text_of
from .same import Table, form_of, graph_in, graph_of, same_csv, same_table, table_in, table_of

if TYPE_CHECKING:
    import httpx

    from .endpoint import Endpoint
    from .manifests import Case, Node

_EMPTY: Final = "urn:conformance:empty"
_ACCEPT: Final = {
    ".srx": "application/sparql-results+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_FORMS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_LINES: Final = ox.RdfFormat.N_TRIPLES
_BAD_REQUEST: Final = 400


def run_query(case: Case, endpoint: Endpoint) -> str | None:
    """Return in what the answer to a query differs from the expected one; None when it does not."""
    manifest, action = case.manifest, case.action
    endpoint.clear()
    address = text_of(manifest.one(action, f"{QT}query"))
    query = f"BASE <{address}> " + manifest.file(ox.NamedNode(address)).read_text(encoding="utf-8")
    default = [text_of(node) for node in manifest.all(action, f"{QT}data")]
    named = [text_of(node) for node in manifest.all(action, f"{QT}graphData")]
    own = dataset_of(query)
    for graph in {*default, *named, *own}:
        _put(case, endpoint, graph, ox.NamedNode(graph))
    if own:  # what a query says of its graphs itself would lose from the protocol
        default, named = [], []
    elif not default:
        endpoint.put(_EMPTY, b"", "text/turtle")
        default = [_EMPTY]
    suffix = manifest.file(case.result).suffix
    accept = f"{_ACCEPT.get(suffix, 'application/sparql-results+json')}, text/turtle"
    answer = endpoint.query(query, accept, default, named)
    if not answer.is_success:
        return _refusal(answer)
    difference = _difference(case, answer, ordered="ORDER BY" in query.upper())
    return f"the engine by itself too: {difference}" if difference and engine_fails_too(case) else difference


def _difference(case: Case, answer: httpx.Response, *, ordered: bool) -> str | None:
    path = case.manifest.file(case.result)
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        return None if same_csv(path.read_text(encoding="utf-8"), answer.text) else f"other rows: {answer.text[:300]}"
    expected = table_in(path, text_of(case.result))
    if kind == "text/turtle":
        same = graph_in(path, text_of(case.result)) == graph_of(answer.content, ox.RdfFormat.TURTLE)
        return None if same else f"another graph: {answer.text[:300]}"
    found = table_of(answer.content, _FORMS[kind])
    distinct = bool(case.manifest.all(case.node, f"{MF}resultCardinality"))
    if expected is not None and same_table(expected, found, ordered=ordered, distinct=distinct):
        return None
    return f"other rows: {_shown(found)}; expected {_shown(expected)}"


def run_update(case: Case, endpoint: Endpoint) -> str | None:
    """Return in what the graphs after an update differ from the expected ones; None when they do not."""
    manifest, action, result = case.manifest, case.action, case.result
    endpoint.clear()
    for name, path in _graphs(case, action).items():
        _put(case, endpoint, name, path)
    address = text_of(manifest.one(action, f"{UT}request"))
    text = manifest.file(ox.NamedNode(address)).read_text(encoding="utf-8")
    answer = endpoint.update(text)
    if not answer.is_success:
        return _refusal(answer)
    expected = {} if result is None else _graphs(case, result)
    for name in expected.keys() | {None} | endpoint.graphs():
        data = endpoint.get(name)
        found = graph_of(data or b"", ox.RdfFormat.N_TRIPLES)
        file = expected.get(name)
        wanted = graph_of(b"", ox.RdfFormat.TURTLE) if file is None else graph_in(manifest.file(file), text_of(file))
        if found != wanted:
            return f"the graph {name or 'without a name'} is another one: {(data or b'').decode()[:300]}"
    return None


def run_query_syntax(case: Case, endpoint: Endpoint) -> str | None:
    """Return what is wrong with how a query is read; None when a good one is accepted and a bad one refused."""
    query = case.manifest.file(case.action).read_text(encoding="utf-8")
    # With its graphs named by the protocol, what a query says of them itself is read and not used.
    endpoint.put(_EMPTY, b"", "text/turtle")
    answer = endpoint.query(query, "*/*", [_EMPTY], [_EMPTY])
    return _read_well(case, answer)


def run_update_syntax(case: Case, endpoint: Endpoint) -> str | None:
    """Return what is wrong with how an update is read; None when a good one is accepted and a bad one refused."""
    endpoint.clear()
    return _read_well(case, endpoint.update(case.manifest.file(case.action).read_text(encoding="utf-8")))


def _read_well(case: Case, answer: httpx.Response) -> str | None:
    if case.kind.startswith("Negative"):
        return None if answer.status_code == _BAD_REQUEST else f"status {answer.status_code}, not 400"
    # What is read well may still ask for a graph or a function that is not there.
    asked_too_much = any(words in answer.text for words in ("cannot be answered", "cannot be carried out"))
    return None if answer.is_success or asked_too_much else _refusal(answer)


def _put(case: Case, endpoint: Endpoint, graph: str | None, address: Node) -> None:
    """Load a file of the suite; what it says of itself it says of its address there."""
    path = case.manifest.file(address)
    lines = ox.serialize(ox.parse(path.read_bytes(), form_of(path), base_iri=text_of(address)), format=_LINES)
    endpoint.put(graph, lines or b"", _LINES.media_type)


def _graphs(case: Case, node: Node) -> dict[str | None, Node]:
    """Return the file of every graph before or after an update; None is the default graph."""
    manifest = case.manifest
    graphs: dict[str | None, Node] = {}
    data = manifest.one(node, f"{UT}data")
    if data is not None:
        graphs[None] = data
    for named in manifest.all(node, f"{UT}graphData"):
        file = manifest.one(named, f"{UT}graph")
        if file is not None:
            graphs[manifest.text(named, LABEL)] = file
    return graphs


def _refusal(answer: httpx.Response) -> str:
    kind = answer.headers.get("content-type", "")
    detail = answer.json()["detail"] if kind.endswith("json") else answer.text[:200]
    return f"status {answer.status_code}: {detail}"


def _shown(table: Table | None) -> str:
    if table is None:
        return "something else"
    rows = [{name: str(term) for name, term in row.items()} for row in table.rows[:4]]
    return str(table.answer) if table.answer is not None else f"{len(table.rows)} rows, {rows}"
