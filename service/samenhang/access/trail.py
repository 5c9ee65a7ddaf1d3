"""Reads the trail of what was tried, newest first."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.access import events as ev
from samenhang.access.caller import Caller, CallerKind
from samenhang.access.events import Event, Outcome, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_LIST, _ONE = "gebeurtenissen", "gebeurtenis"
_LIST_OF_DATASET: Final = "gebeurtenissen-van-gegevensset"


class Trail:
    """The events in a store; `queries` holds the saved queries that read them."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self._store = store
        self._all, self._of_dataset, self._one = (queries[name].text for name in (_LIST, _LIST_OF_DATASET, _ONE))

    def ids(self, datasets: Collection[str] = ()) -> list[str]:
        """Return the ids of the events, newest first; only those of some datasets when these are named."""
        bindings = [{"gegevensset": ox.Literal(name)} for name in datasets]
        found = [row for bound in bindings for row in self._store.select(self._of_dataset, bound)]
        if not datasets:
            found = list(self._store.select(self._all))
        # An id begins with its moment, so that its order is that of time.
        return sorted((_value(row, "gebeurtenis").removeprefix(ev.EVENT) for row in found), reverse=True)

    def event(self, identifier: str) -> Event:
        """Return one event whole."""
        values: defaultdict[str, str] = defaultdict(str)
        for row in self._store.select(self._one, {"gebeurtenis": ox.NamedNode(ev.EVENT + identifier)}):
            values[_value(row, "eigenschap")] = _value(row, "waarde")
        return _event(identifier, values)


def _value(row: Mapping[str, object], name: str) -> str:
    return str(getattr(row[name], "value", ""))


def _event(identifier: str, values: Mapping[str, str]) -> Event:
    return Event(
        id=identifier,
        began=_moment(values[ev.BEGAN]),
        ended=_moment(values[ev.ENDED]),
        action=values[ev.ACTION],
        method=values[ev.METHOD],
        path=values[ev.PATH],
        outcome=Outcome(values[ev.OUTCOME]),
        status=int(values[ev.STATUS]),
        caller=Caller(CallerKind(values[ev.KIND]), values[ev.SUBJECT], values[ev.NAME], values[ev.ISSUER]),
        target=Target(values[ev.DATASET_NAME], values[ev.ON], values[ev.VERSION], values[ev.SHA256]),
        count=int(values[ev.COUNT]),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
