"""One check of one dataset: its columns, and everything that was worked out on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from samenhang.validation.engines.focus import Foci
from samenhang.validation.engines.literals import Literals

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from samenhang.validation.documents import Ids
    from samenhang.validation.engines.columns import Bools, Columns
    from samenhang.validation.engines.targets import Targets


class Evaluation:
    """Columns with the foci of each set of targets, the instances of each class and the verdict on each term."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.literals = Literals(columns.term)
        self._foci: dict[Targets, Foci] = {}
        self._by_nodes: dict[bytes, Foci] = {}
        self._instances: dict[str, Bools] = {}
        self._verdicts: dict[Hashable, dict[int, bool]] = {}

    def foci(self, targets: Targets) -> Foci:
        """Return the nodes that a shape with these targets looks at; the same object for the same nodes."""
        found = self._foci.get(targets)
        if found is None:
            nodes = targets.nodes(self.columns)
            found = self._foci[targets] = self._by_nodes.setdefault(nodes.tobytes(), Foci(self, nodes))
        return found

    def is_instance(self, iri: str) -> Bools:
        """Return for every term whether it is an instance of a class or of a subclass."""
        found = self._instances.get(iri)
        if found is None:
            columns = self.columns
            found = self._instances[iri] = np.zeros(len(columns), bool)
            found[columns.instances(columns.subclasses([iri]), columns.parts)] = True
        return found

    def verdicts(self, what: Hashable, numbers: Ids, test: Callable[[int], bool]) -> Bools:
        """Return for each term whether a test holds, which is done once for every distinct term."""
        known = self._verdicts.setdefault(what, {})
        if len(numbers) == 1:
            number = int(numbers[0])
            if number not in known:
                known[number] = test(number)
            return np.array([known[number]])
        distinct, places = np.unique(numbers, return_inverse=True)
        found = np.empty(len(distinct), bool)
        for place, number in enumerate(distinct.tolist()):
            verdict = known.get(number)
            if verdict is None:
                verdict = known[number] = test(number)
            found[place] = verdict
        return found[places]
