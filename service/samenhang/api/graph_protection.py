"""Which graphs callers may not write, and why: the product makes its own from files, and publishing makes others."""

from __future__ import annotations

from samenhang import namespaces as ns
from samenhang.api.failures import ProtocolError
from samenhang.model import Text
from samenhang.store.changes import GraphName


def reason_against(graph: GraphName) -> Text | None:
    """Return why a graph is not to be written by SPARQL Update or the graph store protocol; None when it may."""
    if graph is None or not graph.startswith(ns.GRAPH):
        return None
    name = graph[:200]
    if graph.startswith(ns.GRAPH_DATASETS):
        return Text(
            f"De graaf {name} hoort bij een gegevensset en wordt alleen geschreven via /v1/gegevenssets, waar zij "
            "eerst wordt gevalideerd.",
            f"The graph {name} belongs to a dataset and is only written by /v1/gegevenssets, which validates it first.",
        )
    return Text(
        f"De graaf {name} is van de dienst zelf en wordt gemaakt uit haar bestanden. Namen onder {ns.GRAPH} zijn "
        "daarvoor; schrijf in een graaf met een andere naam.",
        f"The graph {name} belongs to the service itself and is made from its files. Names below {ns.GRAPH} are for "
        "that; write to a graph with another name.",
    )


def refuse_protected(graph: GraphName) -> None:
    """Return when a graph may be written; else a 403 problem that says why not."""
    reason = reason_against(graph)
    if reason is not None:
        raise ProtocolError("graaf-beschermd", reason)


class Protection:
    """Tells of each graph that an update changes whether it is protected, and remembers the first that was."""

    def __init__(self) -> None:
        self.refused: GraphName = None

    def __call__(self, graph: GraphName) -> bool:
        """Tell whether a graph is protected."""
        if reason_against(graph) is None:
            return False
        self.refused = self.refused or graph
        return True
