"""Puts in the graph what follows from the rules as a whole, so that SPARQL alone gives the answers of the engine."""

from samenhang.derived.graphs import Derivation, derive

__all__ = ["Derivation", "derive"]
