from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.worlds import World, random_selection

from samenhang.derived.combinations import combination_iri
from samenhang.namespaces import BASE, DEF, EMPTY_ANSWER, option_iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang
    from samenhang.coherence import View
    from samenhang.coherence.forbidden import Forbidden
    from samenhang.model import Selection

GRAPH = "urn:proef"
SUBJECT = "urn:proef:inrichting"
RANDOM = 12


def _objects(dimension: str, answer: object) -> Iterator[str]:
    if isinstance(answer, Decimal):
        yield str(answer)
    elif isinstance(answer, frozenset):
        yield from (f"<{option_iri(dimension, option)}>" for option in answer) if answer else (f"<{EMPTY_ANSWER}>",)
    else:
        yield f"<{option_iri(dimension, str(answer))}>"


def _turtle(selection: Selection) -> bytes:
    lines = [f"<{SUBJECT}> a <{DEF}Inrichting> ; <{DEF}niveau> <{BASE}id/niveau/segment> ."]
    lines += [f"<{SUBJECT}> <{DEF}{d}> {', '.join(_objects(d, answer))} ." for d, answer in selection.items()]
    return "\n".join(lines).encode()


def _selections(view: View) -> list[Selection]:
    source = random.Random(3)  # noqa: S311 -- repeatable, not secret
    world = World(view.catalogue.dimensions, {}, {}, {})
    return [
        {},
        {"tariefEuro": Decimal(10), "kostprijsEuro": Decimal(12)},
        {"tariefEuro": Decimal(12), "kostprijsEuro": Decimal(12)},
        {"tariefEuro": Decimal(10)},
        {"partnerschapstype": "innovatie", "samenwerkingsclausules": frozenset()},
        *(random_selection(world, source, 0.05 * (1 + n % 4)) for n in range(RANDOM)),
    ]


@pytest.mark.parametrize("number", range(5 + RANDOM))
def test_an_arrangement_meets_the_forbidden_combinations_that_the_engine_finds(
    derived: Samenhang, view: View, combinations: tuple[Forbidden, ...], ask: Any, number: int
) -> None:
    selection = _selections(view)[number]
    derived.store.load_turtle(GRAPH, _turtle(selection), DEF)
    try:
        found = {row["combinatie"] for row in ask("verboden-in-inrichting", inrichting=SUBJECT)}
    finally:
        derived.store.clear(GRAPH)
    met = [f for f in combinations if f.met_by(selection)]
    assert found == {combination_iri(f, "alle").strip("<>") for f in met}
    assert bool(met) is not view.space.completable(view.space.request(selection))
