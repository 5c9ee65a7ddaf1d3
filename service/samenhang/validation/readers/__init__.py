"""Readers of RDF documents, each with the places of what they read."""

from samenhang.validation.readers.rdf import read_rdf

__all__ = ["read_rdf"]
