from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from samenhang.coherence.forbidden import forbidden_combinations
from samenhang.coherence.forbidden_reading import Requirement
from samenhang.namespaces import local_name
from samenhang.rules import Answered, Compare, CompareTo, In, NotIn

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.rules.logic import Leaf

DAY = "2026-01-01"
LENS = "https://w3id.org/samenhang/id/lens/"


def _read(rows: list[dict[str, str]], samenhang: Samenhang) -> dict[str, set[Requirement]]:
    """Return the conditions by combination, as the rows of `voorwaarden-van-combinaties` tell them."""
    grouped: defaultdict[str, defaultdict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        grouped[row["combinatie"]][row["voorwaarde"]].append(row)
    return {name: {_requirement(own, samenhang) for own in parts.values()} for name, parts in grouped.items()}


def _requirement(rows: list[dict[str, str]], samenhang: Samenhang) -> Requirement:
    row, name = rows[0], local_name(rows[0]["dimensie"])
    order = samenhang.catalogue.dimensions[name].option_index

    def options(key: str) -> tuple[str, ...]:
        return tuple(sorted({local_name(r[key]) for r in rows if key in r}, key=order.__getitem__))

    leaf: Leaf
    if "antwoord" in row:
        leaf = Answered(name)
    elif "grens" in row:
        leaf = Compare(name, row["teken"], Decimal(row["grens"]))
    elif "anderGetal" in row:
        leaf = CompareTo(name, row["teken"], local_name(row["anderGetal"]))
    else:
        leaf = NotIn(name, options("nietOptie")) if "nietOptie" in row else In(name, options("optie"))
    return Requirement(leaf, row["ookOnbeantwoord"] == "true")


@pytest.mark.untraced
@pytest.mark.parametrize("lens", ["alle", "D0", "D1", "D2", "D3", "D4"])
def test_the_graph_holds_the_forbidden_combinations_of_the_engine(derived: Samenhang, ask: Any, lens: str) -> None:
    view, _ = derived.prepare({}, () if lens == "alle" else (lens,), DAY)
    conditions = _read(ask("voorwaarden-van-combinaties", lens=LENS + lens), derived)
    graph = {
        (frozenset(conditions[row["combinatie"]]), frozenset(row["regels"].split()), row["alleenSamen"] == "true")
        for row in ask("verboden-combinaties", lens=LENS + lens)
    }
    engine = forbidden_combinations(view)
    assert graph == {(frozenset(f.requirements), frozenset(f.rules), f.together) for f in engine}
    assert len(graph) == len(engine)


def test_a_combination_is_said_in_both_languages(ask: Any) -> None:
    rows = {row["regels"]: row for row in ask("verboden-combinaties")}
    assert rows["R021"]["nl"] == (
        "Dilemma: inzicht of minder administratieve lasten is Minder administratieve lasten; "
        "Intensiteit van monitoring is Intensief"
    )
    assert rows["R021"]["en"].endswith("Intensity of monitoring is Intensive")
