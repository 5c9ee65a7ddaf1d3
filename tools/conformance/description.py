"""The three tests of the Service Description, which are told in words: it is RDF, names its endpoint, and fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from .manifests import RDF

if TYPE_CHECKING:
    from .endpoint import Endpoint
    from .manifests import Case

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = ox.NamedNode(f"{RDF}type")
_CLASSES: Final = {
    *("Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime", "EntailmentProfile"),
    *("GraphCollection", "Dataset", "Graph", "NamedGraph"),
}
_PROPERTIES: Final = {
    "endpoint": "Service",
    "feature": "Service",
    "defaultEntailmentRegime": "Service",
    "defaultSupportedEntailmentProfile": "Service",
    "extensionFunction": "Service",
    "extensionAggregate": "Service",
    "languageExtension": "Service",
    "supportedLanguage": "Service",
    "propertyFeature": "Service",
    "inputFormat": "Service",
    "resultFormat": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "entailmentRegime": "NamedGraph",
    "supportedEntailmentProfile": "NamedGraph",
    "name": "NamedGraph",
    "graph": "NamedGraph",
    "defaultGraph": "Dataset",
    "namedGraph": "GraphCollection",
}
"""The properties of the vocabulary, each with the class of what has it."""
_INSTANCES: Final = {
    *("SPARQL10Query", "SPARQL11Query", "SPARQL11Update"),
    *("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"),
}


def run_description(case: Case, endpoint: Endpoint) -> str | None:
    """Return what is wrong with the Service Description as far as one test looks; None when nothing is."""
    answer = endpoint.client.get("/sparql", headers={"accept": "text/turtle"})
    try:
        graph = ox.Dataset(ox.parse(answer.content, ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        return f"this is no RDF: {error}"
    name = case.name.rpartition("/")[2]
    if name == "returns-rdf":
        return None if answer.is_success and len(graph) else f"status {answer.status_code}"
    address = f"{endpoint.address}/sparql"
    if name == "has-endpoint-triple":
        found = [q.object for q in graph if q.predicate.value == f"{_SD}endpoint"]
        return None if found == [ox.NamedNode(address)] else f"sd:endpoint is {found}, not {address}"
    return "; ".join(_misfits(graph)) or None


def _misfits(graph: ox.Dataset) -> list[str]:
    """Return where a description uses the vocabulary in another way than it is defined."""
    faults = []
    for quad in graph:
        name = quad.predicate.value
        if name.startswith(_SD):
            holder = _PROPERTIES.get(name.removeprefix(_SD))
            if holder is None:
                faults.append(f"{name} is no property")
            elif not _is(graph, quad.subject, holder):
                faults.append(f"{quad.subject} has {name} and is no sd:{holder}")
        value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        if value.startswith(_SD) and value.removeprefix(_SD) not in _CLASSES | _INSTANCES:
            faults.append(f"{value} is not in the vocabulary")
    services = [q.subject for q in graph if q.predicate == _TYPE and q.object == ox.NamedNode(f"{_SD}Service")]
    return faults if len(services) == 1 else [*faults, f"there are {len(services)} services"]


def _is(graph: ox.Dataset, node: ox.NamedNode | ox.BlankNode | ox.Triple, name: str) -> bool:
    kinds = {q.object.value for q in graph.quads_for_subject(node) if q.predicate == _TYPE}  # type: ignore[union-attr]
    return f"{_SD}{name}" in kinds or (name == "GraphCollection" and f"{_SD}Dataset" in kinds)
