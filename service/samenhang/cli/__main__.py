"""Runs the command line as `python -m samenhang.cli`."""

from samenhang.cli import main

main()
