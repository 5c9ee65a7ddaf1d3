"""The Python face of the product."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from samenhang import Samenhang, __version__
from samenhang.errors import InvalidInputError
from samenhang.model import Verdict
from samenhang.rules import Lens
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from pathlib import Path


def test_one_line_of_python_gives_a_typed_answer(samenhang: Samenhang) -> None:
    result = samenhang.check({"bekostigingsvorm": "productiebekostiging"})
    assert result.verdict is Verdict.RISK
    assert result.findings[0].code == "R266"


def test_faults_in_choices_lens_and_day_are_all_listed_at_once(samenhang: Samenhang) -> None:
    with pytest.raises(InvalidInputError) as caught:
        samenhang.check({"domein": "jeugt", "onbekend": 1}, lens=["D9"], day="gisteren")
    pointers = [fault.pointer for fault in caught.value.faults]
    assert pointers == ["/keuzes/domein", "/keuzes/onbekend", "/lens/0", "/peildatum"]
    assert caught.value.status == 400


@pytest.mark.parametrize("day", ["gisteren", "2026-13-01", "1-1-2026", "", 20260101, "x" * 1000])
def test_what_is_no_date_is_refused(samenhang: Samenhang, day: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        samenhang.check({}, day=day)  # type: ignore[arg-type]
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/peildatum", "ongeldigeDatum")
    assert len(fault.text.nl) < 200


def test_a_day_is_a_date_or_its_notation_and_today_when_left_out(samenhang: Samenhang) -> None:
    written = samenhang.check({}, day="2026-01-01")
    assert samenhang.check({}, day=date(2026, 1, 1)) == written
    assert samenhang.check({}) == samenhang.check({}, day=datetime.now(UTC).date())


def test_the_view_of_a_lens_is_compiled_once(samenhang: Samenhang) -> None:
    first, _ = samenhang.prepare({}, ["D4"], "2026-01-01")
    second, _ = samenhang.prepare({"domein": "jeugd"}, ["D4"], "2026-06-01")
    assert first is second
    assert first.lens == Lens(frozenset({"D4"}))


def test_threads_may_share_it(samenhang: Samenhang) -> None:
    selections: list[dict[str, object]] = [{"domein": "jeugd"}, {"aantalAanbieders": "een"}, {"functiesBelegd": []}] * 8
    lenses: list[list[str]] = [[], ["D4"], ["D2", "risico"]] * 8
    expected = [samenhang.check(s, lens, "2026-01-01") for s, lens in zip(selections, lenses, strict=True)]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda s, lens: samenhang.check(s, lens, "2026-01-01"), selections, lenses)
    assert list(answers) == expected


def test_a_graph_on_disk_gives_the_same_answer(samenhang: Samenhang, tmp_path: Path) -> None:
    choices = {"bekostigingsvorm": "productiebekostiging", "monitoringFocus": []}
    on_disk = Samenhang(EmbeddedStore(tmp_path / "graaf"))
    assert on_disk.check(choices, day="2026-01-01") == samenhang.check(choices, day="2026-01-01")
    assert on_disk.version == samenhang.version
    assert len(on_disk.store) == len(samenhang.store)


def test_the_version_is_known() -> None:
    assert __version__.count(".") == 2
