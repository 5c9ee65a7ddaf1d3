"""The derived graphs over HTTP: worked out in the background, and then there for any query."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.api.serving import served

from samenhang.settings import Settings

if TYPE_CHECKING:
    import httpx

_PAIRS = """
PREFIX sam: <https://w3id.org/samenhang/def/>
SELECT (COUNT(DISTINCT ?paar) AS ?aantal) { ?paar a sam:Optiepaar }
"""
_PATIENCE = 120.0


@pytest.mark.untraced
def test_the_matrix_is_in_the_graph_soon_after_the_start_and_the_service_answers_meanwhile() -> None:
    with served(Settings()) as own:
        assert own.get("/health/ready").json()["derived"] is False
        until = time.monotonic() + _PATIENCE
        while not _pairs(own):
            assert own.get("/v1/regels/R275").status_code == 200
            assert time.monotonic() < until
            time.sleep(0.5)
        assert _pairs(own) > 20_000


def _pairs(client: httpx.Client) -> int:
    answer = client.get("/sparql", params={"query": _PAIRS}, headers={"accept": "text/csv"})
    return int(answer.text.split()[1])
