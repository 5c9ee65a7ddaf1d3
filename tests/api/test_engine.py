from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from tests.api.serving import served

from samenhang.api.streaming import chunks
from samenhang.settings import Settings

HEAVY = ["monitoringFocus", "toegangFuncties", "samenwerkingProcessen", "visieDekking", "contractmanagementFocus"]


def test_a_busy_engine_says_when_to_try_again_and_the_rest_goes_on() -> None:
    with (
        served(Settings(derive_graphs=False, engine_threads=1, engine_queue=1)) as own,
        ThreadPoolExecutor(8) as threads,
    ):
        question = {"keuzes": {}, "lens": ["D4", "D1"]}
        while not own.get("/health/ready").json()["warm"]:
            time.sleep(0.05)
        asked = [threads.submit(own.post, "/v1/keuzemogelijkheden", json=question) for _ in range(8)]
        answers = [future.result() for future in asked]
        refused = [a for a in answers if a.status_code == 503]
        assert {a.status_code for a in answers} == {200, 503}
        assert refused[0].json()["type"].endswith("/problemen/te-druk")
        assert int(refused[0].headers["retry-after"]) >= 1


def test_while_the_engine_works_a_check_is_answered() -> None:
    with served(Settings(derive_graphs=False, engine_threads=1)) as own:
        while not own.get("/health/ready").json()["warm"]:
            time.sleep(0.05)
        question = {"keuzes": {}, "over": HEAVY}
        with own.stream("POST", "/v1/combinaties", json=question, headers={"accept": "text/csv"}) as stream:
            lines = stream.iter_lines()
            next(lines)
            assert own.post("/v1/samenhangtoetsen", json={"keuzes": {}}).elapsed.total_seconds() < 2
            assert own.post("/v1/verklaringen", json={"keuzes": {}}).json()["conflicten"] == []
            assert next(lines)


def test_the_service_answers_before_its_rules_are_compiled() -> None:
    with served() as own:
        assert own.get("/health/ready").json()["warm"] in (True, False)
        assert own.post("/v1/samenhangtoetsen", json={"keuzes": {}}).json()["oordeel"] == "samenhangend"


def test_lines_are_sent_together_but_not_held_back() -> None:
    small = list(chunks(b"x\n" for _ in range(10)))
    assert small == [b"x\n" * 10]
    assert len(list(chunks(b"x" * 1000 for _ in range(200)))) == 4
    assert list(chunks([])) == []

    def slow() -> object:
        yield b"a"
        time.sleep(0.15)
        yield b"b"
        yield b"c"

    assert list(chunks(slow())) == [b"ab", b"c"]  # type: ignore[arg-type]
