"""The worked example in docs/rules.md does what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import yaml
from rdflib import URIRef
from tests.support.shacl import ShapesGraph, Violation

from samenhang.assets import assets_root
from samenhang.model import Severity, Status
from samenhang.namespaces import DEF, RULE
from samenhang.rules import RuleSet, parse_selection, read_shapes

if TYPE_CHECKING:
    from typing import Any

    from samenhang import Samenhang
    from samenhang.model import Selection
    from samenhang.rules import Catalogue

PAGE = Path(__file__).parent.parent.parent / "docs" / "rules.md"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def turtle() -> str:
    """Return the shape of the example with the prefixes of the file it would stand in, and those it adds."""
    head = (assets_root() / "shapes" / "contract.ttl").read_text(encoding="utf-8")
    prefixes = "".join(line for line in head.splitlines(keepends=True) if line.startswith("@prefix"))
    example = block("turtle")
    used = set(re.findall(r"\b([a-z]\w*):[a-z]", example))
    added = sorted(name for name in used if f"@prefix {name}:" not in prefixes)
    return prefixes + "".join(f"@prefix {name}: <{DEF}{name}/> .\n" for name in added) + example


def statuses(catalogue: Catalogue, turtle: str, raw: dict[str, Any]) -> list[Status]:
    shapes = ShapesGraph.from_turtle(turtle)
    read = read_shapes(ox.parse(turtle, format=ox.RdfFormat.TURTLE), catalogue.dimensions.values()).rules
    selection: Selection = parse_selection(raw, catalogue.dimensions)
    hits = RuleSet({k: (r.condition, r.unless) for k, r in read.items()}, catalogue.dimensions).evaluate(selection)
    counted = {Violation("i", hit.key, Severity.WARNING) for hit in hits if hit.status is not Status.MITIGATED}
    assert shapes.violations({"i": selection}) == counted
    assert all(hit.key == f"{RULE}R999" for hit in hits)
    return [hit.status for hit in hits]


def test_its_pair_breaks_and_keeps_the_rule(catalogue: Catalogue, turtle: str) -> None:
    pair = yaml.safe_load(block("yaml"))["R999"]
    assert statuses(catalogue, turtle, pair["breekt"]) == [Status.HOLDS_WHILE_UNANSWERED]
    assert statuses(catalogue, turtle, pair["houdt"]) == [Status.MITIGATED]


def test_it_says_nothing_about_open_questions_and_holds_for_an_empty_set(catalogue: Catalogue, turtle: str) -> None:
    assert statuses(catalogue, turtle, {"contractniveau": "outcome"}) == []
    assert statuses(catalogue, turtle, {"monitoringFocus": ["kosten"]}) == []
    assert statuses(catalogue, turtle, {"contractniveau": "outcome", "monitoringFocus": []})


def test_it_rests_on_a_risk_and_a_source_that_exist(samenhang: Samenhang, turtle: str) -> None:
    shape = ShapesGraph.from_turtle(turtle).graph
    for predicate in (f"{DEF}risico", "http://purl.org/dc/terms/source", f"{DEF}lens"):
        (thing,) = shape.objects(URIRef(f"{RULE}R999"), URIRef(predicate))
        assert samenhang.store.ask(f"ASK {{ <{thing}> ?p ?o }}"), predicate


def test_its_code_is_free(catalogue: Catalogue) -> None:
    assert "R999" not in catalogue.rules
