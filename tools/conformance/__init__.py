"""Runs public conformance suites against the engines and prints their scores: `make conformance SUITES=<folder>`."""
