"""The SPARQL 1.1 suites of the W3C (`rdf-tests/sparql/sparql11`), run over HTTP against a running service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .description import run_description
from .endpoint import endpoint
from .evaluation import run_query, run_query_syntax, run_update, run_update_syntax
from .exchanges import run_exchanges
from .manifests import cases_of
from .score import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .endpoint import Endpoint
    from .manifests import Case

    Run = Callable[[Case, Endpoint], str | None]

_EVALUATION: Final[dict[str, Run]] = {"QueryEvaluationTest": run_query, "CSVResultFormatTest": run_query}
_SYNTAX: Final[dict[str, Run]] = {
    kind: run
    for run, kinds in (
        (run_query_syntax, ("PositiveSyntaxTest11", "NegativeSyntaxTest11", "NegativeSyntaxTest")),
        (run_update_syntax, ("PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11")),
    )
    for kind in kinds
}
_UPDATE: Final[dict[str, Run]] = {"UpdateEvaluationTest": run_update}
_PARTS: Final[tuple[tuple[str, str, dict[str, Run]], ...]] = (
    ("protocol", "protocol/manifest.ttl", {"ProtocolTest": run_exchanges}),
    ("graph store", "graph-store-protocol/manifest.ttl", {"GraphStoreProtocolTest": run_exchanges}),
    ("description", "service-description/manifest.ttl", {"ServiceDescriptionTest": run_description}),
    ("query", "manifest-sparql11-query.ttl", _EVALUATION),
    ("query syntax", "manifest-sparql11-query.ttl", _SYNTAX),
    ("result forms", "manifest-sparql11-results.ttl", _EVALUATION),
    ("update", "manifest-sparql11-update.ttl", _UPDATE),
    ("update syntax", "manifest-sparql11-update.ttl", _SYNTAX),
    ("federation", "manifest-sparql11-fed.ttl", _EVALUATION | _SYNTAX),
)


def scores(folder: Path) -> Iterator[Score]:
    """Yield the score of the service on every part of the suite, when the suite is below the folder."""
    for suite in sorted({path.parent for path in folder.rglob("manifest-sparql11-query.ttl")}):
        with endpoint() as service:
            for name, manifest, runs in _PARTS:
                if (suite / manifest).is_file():
                    yield _score(name, list(cases_of(suite / manifest, suite)), runs, service)


def _score(name: str, cases: list[Case], runs: dict[str, Run], service: Endpoint) -> Score:
    score = Score(name, "service")
    for case in cases:
        if case.kind in runs:
            cause = runs[case.kind](case, service)
            if cause is None:
                score.passed.append(case.name)
            else:
                score.failed[case.name] = cause
    return score
