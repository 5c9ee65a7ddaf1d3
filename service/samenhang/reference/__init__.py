"""Reference data and arrangements: from the tables in `data/` to triples, and from the graph to Python."""

from samenhang.reference.loading import convert, load_reference
from samenhang.reference.tables import ReferenceDataError

__all__ = ["ReferenceDataError", "convert", "load_reference"]
