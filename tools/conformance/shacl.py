"""The SHACL test suite of the W3C (`data-shapes-test-suite/tests`, parts core and sparql) on each engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.errors import SamenhangError
from samenhang.model import Severity
from samenhang.namespaces import SH
from samenhang.validation.documents import TableBuilder
from samenhang.validation.engines import ColumnEngine, Engine, PyShaclEngine, ShapeGraph, TurboEngine
from samenhang.validation.engines.paths import path_text

from .score import Score

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samenhang.validation.documents import Table
    from samenhang.validation.engines.shape_graph import Node
    from samenhang.validation.results import Result

_MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT: Final = "http://www.w3.org/ns/shacl-test#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FAILURE: Final = ox.NamedNode(f"{_SHT}Failure")
_PARTS: Final = ("core", "sparql")
Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its graphs, and the results that are expected; None when the shapes must be refused."""

    name: str
    data: Path
    shapes: Path
    expected: tuple[Key, ...] | None


def scores(folder: Path) -> Iterator[Score]:
    """Yield the score of every engine on every part of the suite, when the suite is below the folder."""
    for tests in sorted(folder.rglob("data-shapes-test-suite/tests")):
        engines: tuple[Engine, ...] = ColumnEngine(), PyShaclEngine(), TurboEngine()
        for part in _PARTS:
            # Not along the manifests: these leave out a test that does stand in its folder.
            cases = [case for path in sorted((tests / part).rglob("*.ttl")) for case in _cases(path)]
            for engine in engines:
                yield _run(engine, f"SHACL {part}", cases)
        for engine in engines:
            if isinstance(engine, PyShaclEngine | TurboEngine):
                engine.close()


def _graph(path: Path) -> ShapeGraph:
    return ShapeGraph(quad.triple for quad in _quads(path))


def _quads(path: Path) -> Iterator[ox.Quad]:
    return iter(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri()))


def _table(path: Path) -> Table:
    builder = TableBuilder()
    for quad in _quads(path):
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
            builder.add(quad.subject, quad.predicate, quad.object)
    return builder.table()


def _cases(manifest: Path) -> Iterator[Case]:
    graph = _graph(manifest)
    here = ox.NamedNode(manifest.resolve().as_uri())
    for head in graph.values(here, f"{_MF}entries"):
        for entry in graph.items(head):
            (action,), (result,) = graph.values(entry, f"{_MF}action"), graph.values(entry, f"{_MF}result")
            (data,), (shapes,) = graph.values(action, f"{_SHT}dataGraph"), graph.values(action, f"{_SHT}shapesGraph")
            name = f"{manifest.parent.name}/{manifest.stem}"
            expected = None if result == _FAILURE else tuple(_expected(graph, result))
            yield Case(name, _file(manifest, data), _file(manifest, shapes), expected)


def _file(manifest: Path, node: Node) -> Path:
    """Return the file that an IRI in a manifest names, which stands beside or below the manifest."""
    base = manifest.parent.resolve().as_uri() + "/"
    iri = str(getattr(node, "value", node))
    return manifest.parent / iri.removeprefix(base)


def _expected(graph: ShapeGraph, report: Node) -> Iterator[Key]:
    for result in graph.values(report, f"{SH}result"):

        def of(name: str, about: Node = result) -> Node | None:
            found = graph.values(about, SH + name)
            return found[0] if found else None

        path, severity = of("resultPath"), _SEVERITIES.get(str(of("resultSeverity")), Severity.VIOLATION)
        shape = of("sourceShape")
        yield (
            _text(of("focusNode")),
            "" if path is None else path_text(graph, path),
            severity.value,
            str(getattr(of("sourceConstraintComponent"), "value", "")),
            shape.value if isinstance(shape, ox.NamedNode) else "",
            _text(of("value")),
        )


_SEVERITIES: Final = {f"<{SH}Warning>": Severity.WARNING, f"<{SH}Info>": Severity.INFO}


def _text(term: object) -> str:
    """Return a term as text; blank nodes have other labels in the expected report and are all alike here."""
    return "" if term is None else "_:" if isinstance(term, ox.BlankNode) else str(term)


def _key(result: Result) -> Key:
    text = _text(result.focus), result.path or "", result.severity.value, result.component, result.shape
    return (*text, _text(result.value))


def _run(engine: Engine, suite: str, cases: list[Case]) -> Score:
    # pySHACL is there to compare with: that it falls short is told, and is no failure of ours.
    score = Score(suite, engine.name, ours=engine.name != PyShaclEngine.name)
    for case in cases:
        shapes = _graph(case.shapes)
        causes = [cause for root in shapes.roots if (cause := engine.supports(shapes, root)) is not None]
        if causes:
            score.left[case.name] = causes[0]
            continue
        cause = _difference(engine, shapes, case)
        if cause is None:
            score.passed.append(case.name)
        else:
            score.failed[case.name] = cause
    return score


def _difference(engine: Engine, shapes: ShapeGraph, case: Case) -> str | None:
    try:
        found = [_key(result) for result in engine.run(_table(case.data), None, shapes)]
    except SamenhangError as error:
        return None if case.expected is None else f"refused: {error.text.en}"
    if case.expected is None:
        return "the shapes should be refused"
    missing = []
    for key in sorted(case.expected, key=lambda k: not k[4]):  # those that name their shape choose first
        match = next((other for other in found if _same(key, other)), None)
        if match is None:
            missing.append(key)
        else:
            found.remove(match)
    return f"missing {missing}, too many {found}" if missing or found else None


def _same(expected: Key, found: Key) -> bool:
    """Tell whether two results are one; an anonymous shape has no name that both could know."""
    same = (a == b for place, (a, b) in enumerate(zip(expected, found, strict=True)) if place != 4)  # noqa: PLR2004 -- the shape
    return all(same) and expected[4] in ("", found[4])
