"""The command line `samenhang`: one module per command, imported when it is asked for."""

from samenhang.cli.app import app, main

__all__ = ["app", "main"]
