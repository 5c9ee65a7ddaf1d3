"""Puts in the graph what follows from the rules as a whole, so that SPARQL alone gives the answers of the engine."""

from samenhang.derived.graphs import Derivation, derive

__all__ = ["NEEDS_DERIVED", "Derivation", "derive"]

NEEDS_DERIVED = "samenhang"
"""Tag of the saved queries that read a derived graph."""
