from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from samenhang import Samenhang, __version__
from samenhang.derived import derive
from samenhang.derived.graphs import FORBIDDEN, MATRIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

DAY = "2026-01-01"
FEW = ("domein", "schaal")


def _lenses(samenhang: Samenhang) -> tuple[str, ...]:
    return ("alle", *samenhang.catalogue.documents)


def test_every_graph_says_from_which_rules_when_and_by_which_software_it_was_made(derived: Samenhang, ask: Any) -> None:
    found = {row["graaf"]: row for row in ask("afgeleide-grafen")}
    assert found.keys() == {MATRIX, *(FORBIDDEN + lens for lens in _lenses(derived))}
    for lens in _lenses(derived):
        view, _ = derived.prepare({}, () if lens == "alle" else (lens,), DAY)
        row = found[FORBIDDEN + lens]
        assert (row["sha256"], row["software"]) == (view.sha256, __version__)
        assert row["lens"].rsplit("/", 1)[-1] == lens
        assert view.sha256 in row["versie"]
        assert datetime.fromisoformat(row["gemaakt"]).tzinfo is not None


def test_a_graph_is_left_as_it_is_while_its_rules_are_the_same(derived: Samenhang) -> None:
    size = len(derived.store)
    again = derive(derived, day=DAY)
    assert (again.written, again.removed) == ((), ())
    assert len(again.kept) == 1 + len(_lenses(derived))
    assert len(derived.store) == size


def test_only_what_is_missing_out_of_date_or_of_no_use_any_more_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samenhang.derived.graphs.forbidden_combinations", _none)
    samenhang = Samenhang()
    assert len(derive(samenhang, day=DAY, dimensions=FEW).written) == 1 + len(_lenses(samenhang))
    samenhang.store.clear(f"{FORBIDDEN}D3")
    assert derive(samenhang, day=DAY, dimensions=FEW).written == (f"{FORBIDDEN}D3",)
    assert derive(samenhang, day=DAY, dimensions=(*FEW, "zorgtype")).written == (MATRIX,)
    _copy(samenhang, f"{FORBIDDEN}D3", f"{FORBIDDEN}D9")
    last = derive(samenhang, day=DAY, dimensions=(*FEW, "zorgtype"))
    assert (last.written, last.removed) == ((), (f"{FORBIDDEN}D9",))


def _none(_: object) -> Iterator[object]:
    """Return no combinations: finding them is not what is tested."""
    return iter(())


def _copy(samenhang: Samenhang, graph: str, name: str) -> None:
    renamed = f"GRAPH <{graph}> {{ ?a ?p ?o . BIND(IF(?a = <{graph}>, <{name}>, ?a) AS ?s) }}"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {renamed} }}"
    samenhang.store.add(name, list(samenhang.store.construct(query)))
