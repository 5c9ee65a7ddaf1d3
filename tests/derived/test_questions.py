from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samenhang.coherence import explain
from samenhang.coherence.matrix import with_option
from samenhang.model import Severity, Verdict
from samenhang.namespaces import DEF, local_name, option_iri
from samenhang.rules import In
from samenhang.rules.logic import leaves

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.coherence import View
    from samenhang.coherence.forbidden import Forbidden
    from samenhang.model import Answer
    from samenhang.rules import Condition

DAY = "2026-01-01"
_AS_MANY = f"""
ASK {{ {{ SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE {{ ?p a <{DEF}Optiepaar> }} }} FILTER (?n = AMOUNT) }}
"""
OPTIONS = [
    ("juridischeVorm", "subsidie"),
    ("bekostigingsvorm", "productiebekostiging"),
    ("domein", "jeugd"),
    ("visieKeuzes", "onduidelijk"),
    ("toegangFuncties", "toeleiding"),
]


def _core(samenhang: Samenhang) -> list[str]:
    return [d.id for d in samenhang.catalogue.dimensions.values() if d.core]


def _options(condition: Condition | None) -> set[str]:
    found = leaves(condition) if condition is not None else ()
    return {option_iri(leaf.dimension, o) for leaf in found if isinstance(leaf, In) for o in leaf.options}


def test_the_graph_gives_the_verdict_of_the_engine_on_every_pair_of_options(derived: Samenhang, ask: Any) -> None:
    options = [o.iri for name in _core(derived) for o in derived.catalogue.dimensions[name].options]
    engine = {
        frozenset(option_iri(*end) for end in (p.first, p.second)): (str(p.verdict), frozenset(p.rules))
        for p in derived.matrix(dimensions=_core(derived), day=DAY)
    }
    for option in options[::6]:
        graph = {
            frozenset((option, row["andere"])): (local_name(row["oordeel"]), frozenset(row["regels"].split()))
            for row in ask("gaat-samen-met", optie=option)
        }
        assert graph == {pair: found for pair, found in engine.items() if option in pair}
    assert derived.store.ask(_AS_MANY.replace("AMOUNT", str(len(engine))))


@pytest.mark.parametrize(("dimension", "option"), OPTIONS)
def test_the_combinations_with_an_option_are_those_of_the_engine(
    combinations: tuple[Forbidden, ...], ask: Any, dimension: str, option: str
) -> None:
    found = {
        (frozenset(row["regels"].split()), int(row["voorwaarden"]))
        for row in ask("verboden-met-optie", optie=option_iri(dimension, option))
    }
    assert found == {
        (frozenset(f.rules), len(f.requirements))
        for f in combinations
        if any(
            isinstance(r.leaf, In) and r.leaf.dimension == dimension and option in r.leaf.options
            for r in f.requirements
        )
    }


def test_two_options_do_not_go_together_for_the_reasons_of_the_engine(
    derived: Samenhang, view: View, combinations: tuple[Forbidden, ...], ask: Any
) -> None:
    pairs = list(derived.matrix(dimensions=_core(derived), day=DAY))
    clashing = [p for p in pairs if p.verdict is Verdict.CONTRADICTION]
    chosen = [*clashing[::60], *[p for p in pairs if p.verdict is Verdict.RISK][::3000], pairs[-1]]
    dimensions = derived.catalogue.dimensions
    for pair in chosen:
        rows = ask("waarom-niet-samen", eerste=option_iri(*pair.first), tweede=option_iri(*pair.second))
        selection: dict[str, Answer] = {}
        for name, option in (pair.first, pair.second):
            selection = with_option(selection, dimensions[name], option)
        met = [f for f in combinations if f.met_by(selection)]
        assert {row["code"] for row in rows} == {code for f in met for code in f.rules}
        assert len({row["combinatie"] for row in rows}) == len(met)
        assert bool(rows) is (pair.verdict is Verdict.CONTRADICTION)
        assert len(explain(view, selection)) == len({tuple(sorted(set(f.dimensions) & set(selection))) for f in met})
        assert all(row["boodschapNl"] and row["boodschapEn"] for row in rows)


@pytest.mark.parametrize(("dimension", "option"), OPTIONS)
def test_the_risks_of_an_option_and_what_takes_them_away_are_those_of_the_rules(
    view: View, ask: Any, dimension: str, option: str
) -> None:
    iri, catalogue, expected = option_iri(dimension, option), view.catalogue, {}
    for code, rule in view.rules.items():
        condition = catalogue.conditions[code]
        if view.severities[code] is Severity.WARNING and iri in _options(condition.condition):
            taken = _options(condition.unless)
            for measure in rule.measures:
                taken |= _options(catalogue.measures.get(measure.iri))
            expected[code] = (rule.risk.iri if rule.risk else "", taken)
    graph: dict[str, tuple[str, set[str]]] = {}
    for row in ask("risicos-van-optie", optie=iri):
        _, taken = graph.setdefault(row["code"], (row.get("risico", ""), set()))
        taken |= {row["keuze"]} if "keuze" in row else set()
    assert graph == expected
