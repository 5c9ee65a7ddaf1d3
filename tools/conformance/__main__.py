"""Finds the suites below a folder, runs each, and prints one table and the tests that fail with their cause.

    python -m tools.conformance FOLDER

The suites that speak HTTP start a service of their own, with a graph in memory; with URL and TOKEN in the environment
they use the one that is there, whose graphs beside those of the product they remove.

A suite is a module beside this one with `find(folder)`, which returns its tests, and a colleague may add one by adding
it to `SUITES`. Nothing is fetched: the folder holds the suites as their makers publish them, such as `data-shapes` of
the W3C.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import shacl, sparql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .score import Score

SUITES: Final[tuple[Callable[[Path], Iterator[Score]], ...]] = (shacl.scores, sparql.scores)
_USAGE: Final = "Name a folder with one or more suites: make conformance SUITES=path/to/suites"


def main(arguments: list[str]) -> int:
    """Print the scores of every suite below a folder; 0 when all tests pass, 1 when some fail, 2 without any."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(_USAGE, file=sys.stderr)
        return 2
    scores = [score for suite in SUITES for score in suite(Path(arguments[0]))]
    if not scores:
        print(f"No suite was found below {arguments[0]}. {_USAGE}", file=sys.stderr)
        return 2
    for score in scores:
        print(score.line())
    for score in scores:
        for line in score.details():
            print(line)
    return int(any(score.failed and score.ours for score in scores))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
