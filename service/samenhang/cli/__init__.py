"""The command line: `samenhang check`, `dimensions`, `rules`, `query`, `ontology check` and `serve`."""

from samenhang.cli.app import app, main

__all__ = ["app", "main"]
