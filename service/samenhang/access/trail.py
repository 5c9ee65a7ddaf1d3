"""Reads the trail of what was tried, newest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.access import events as ev
from samenhang.access.caller import Caller, CallerKind
from samenhang.access.events import Event, Outcome, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.queries import QueryLibrary
    from samenhang.store import Store

_LIST, _ONE = "gebeurtenissen", "gebeurtenis"
_LIST_OF_DATASET: Final = "gebeurtenissen-van-gegevensset"


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, and how many there are in all."""

    count: int
    events: tuple[Event, ...]


class Trail:
    """The events in a store; `queries` holds the saved queries that read them."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self._store = store
        self._all, self._of_dataset, self._one = (queries[name].text for name in (_LIST, _LIST_OF_DATASET, _ONE))

    def page(self, first: int, size: int, dataset: str = "") -> EventPage:
        """Return `size` events from the `first` on, counted from 0 at the newest; of one dataset when it is named."""
        if dataset:
            rows = self._store.select(self._of_dataset, {"gegevensset": ox.Literal(dataset)})
        else:
            rows = self._store.select(self._all)
        found = [str(getattr(row["gebeurtenis"], "value", "")) for row in rows]
        return EventPage(len(found), tuple(self._event(iri) for iri in found[first : first + size]))

    def _event(self, iri: str) -> Event:
        values: defaultdict[str, str] = defaultdict(str)
        for row in self._store.select(self._one, {"gebeurtenis": ox.NamedNode(iri)}):
            values[_value(row, "eigenschap")] = _value(row, "waarde")
        return _event(iri.removeprefix(ev.EVENT), values)


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
