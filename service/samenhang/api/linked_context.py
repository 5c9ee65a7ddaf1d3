"""What a service keeps for linked data: made once, from its graph and its assets."""

from __future__ import annotations

from dataclasses import dataclass

from samenhang import Samenhang
from samenhang.assets import assets_root
from samenhang.linked import Describer
from samenhang.linked.addresses import Addresses
from samenhang.linked.index import Index
from samenhang.linked.ontology import Ontology
from samenhang.linked.versions import Versions
from samenhang.settings import Settings


@dataclass(frozen=True, slots=True)
class Linked:
    """Describes, finds, lists and compares what is in the graph of a service."""

    core: Samenhang
    describer: Describer
    addresses: Addresses
    index: Index
    ontology: Ontology

    @classmethod
    def of(cls, core: Samenhang, settings: Settings) -> Linked:
        """Return what goes with a graph."""
        describer = Describer(core.store, core.queries)
        versions = Versions(settings.assets or assets_root())
        return cls(core, describer, Addresses(describer), Index(describer), Ontology(describer, versions))
