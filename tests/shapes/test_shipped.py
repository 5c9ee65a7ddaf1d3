"""The arrangements that come with the product, from the facts and from the documents, against the structural shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH
from tests.support.structure import aimed, code_of, report

from samenhang import namespaces as ns
from samenhang.namespaces import local_name

if TYPE_CHECKING:
    from tests.support.structure import Structure

# Arrangements of one party whose periods overlap, since one source gives a first and a last year and another only a
# first. Each source is told as it is, so the overlap is real: someone has to find out which of the two still holds.
OVERLAPPING = {
    frozenset({"gm0363-wmo-buurtteams-2021", "gm0363-wmo-buurtteams-2021-tot-2026"}),
    frozenset({"gm0518-jeugd-jeugd-en-gezinshulp-2024", "gm0518-jeugd-jeugd-en-gezinshulp-2024-tot-2032"}),
    frozenset({"jz31-jeugd-stelsel-2014", "jz31-jeugd-stelsel-2014-tot-2018"}),
    frozenset({"jz31-jeugd-stelsel-2015", "jz31-jeugd-stelsel-2014-tot-2018"}),
    frozenset({"jz31-jeugd-stelsel-2018", "jz31-jeugd-stelsel-2014-tot-2018"}),
}


@pytest.mark.untraced
def test_the_shipped_arrangements_have_the_form_that_core_shapes_ask_for(structure: Structure) -> None:
    own = structure.graph(ns.GRAPH_ARRANGEMENTS)
    data = structure.background + own + structure.graph(ns.GRAPH_INHERITED)
    core = structure.only(s for s in structure.rules() if (s, SH.sparql, None) not in structure.shapes)
    shapes = aimed(core, data, set(own.subjects(RDF.type)))
    assert len({code_of(s) for s in shapes.subjects(SH.targetNode)}) > 20
    assert report(data, shapes) == set()


def test_the_shipped_arrangements_fit_together_but_for_periods_that_sources_leave_open(structure: Structure) -> None:
    data = ox.Store()
    graphs = (ns.GRAPH_ONTOLOGY, ns.GRAPH_REFERENCE, ns.GRAPH_ARRANGEMENTS, ns.GRAPH_INHERITED)
    data.extend(ox.Quad(*triple) for triple in structure.triples(*graphs))
    own = {str(s) for s in structure.graph(ns.GRAPH_ARRANGEMENTS).subjects(RDF.type)}
    queries = [code_of(s) for s in structure.rules() if (s, SH.sparql, None) in structure.shapes]
    found = {one for code in queries for one in structure.at_once(code, data) if one.focus in own}
    assert {one.code for one in found} == {"S203"}
    assert {frozenset({local_name(one.focus), local_name(str(one.value))}) for one in found} == OVERLAPPING
