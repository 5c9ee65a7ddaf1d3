"""A small part of what `bench.fuzz_validation` sends, over the real service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from bench.fuzz_inputs import Input, hostile, inputs
from bench.fuzz_validation import over_http, seeds
from tests.api.serving import served

from samenhang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang import Samenhang

_QUICK = ("bomb", "laughs", "entit", "100 000", "far", "beyond", "outside", "deep JSON", "zeros", "many faults")


@pytest.fixture(scope="module")
def service() -> Iterator[httpx.Client]:
    with served(Settings(derive_graphs=False, validation_timeout=20.0, validation_memory_mb=1024)) as client:
        client.timeout = httpx.Timeout(120)
        yield client


def test_damaged_files_of_every_form_get_a_report_or_a_plain_refusal(
    service: httpx.Client, samenhang: Samenhang
) -> None:
    outcomes = [over_http(service, one) for one in inputs(seeds(samenhang), seed=7, count=60) if one.shapes is None]
    assert outcomes
    assert not [outcome for outcome in outcomes if outcome.startswith("BROKEN")]


@pytest.mark.parametrize(
    "one", [one for one in hostile() if any(word in one.kind for word in _QUICK)], ids=lambda one: one.kind
)
def test_hostile_files_get_a_report_or_a_plain_refusal(service: httpx.Client, one: Input) -> None:
    assert over_http(service, one).startswith(("200", "4"))
    assert over_http(service, Input("plain", "x.ttl", "text/turtle", b"<urn:a> <urn:p> <urn:b> .")) == "200 report"
