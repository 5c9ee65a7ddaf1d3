"""Judges data and the ontology itself: reads, checks and reports with the place of every finding."""
