"""Counts failed attempts per address, in bounded memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_ADDRESSES: Final = 10_000
_MINUTE: Final = 60.0


class Attempts:
    """Lets each address fail `per_minute` times at once, and again as fast as a minute gives so many back.

    It remembers `most` addresses; beyond that the one that failed longest ago is forgotten.
    """

    def __init__(
        self, per_minute: int, most: int = _MOST_ADDRESSES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Return how many seconds an address has to wait before it may fail again; 0 when it may now."""
        with self._lock:
            return self._wait(self._debt(_network(address)))

    def failed(self, address: str) -> int:
        """Count a failure of an address and return how many seconds it has to wait; 0 when this one was allowed."""
        key = _network(address)
        with self._lock:
            debt = self._debt(key)
            wait = self._wait(debt)
            self._spent[key] = (debt if wait else debt + 1, self._clock())
            self._spent.move_to_end(key)
            while len(self._spent) > self._most:
                self._spent.popitem(last=False)
            return wait

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._spent)

    def _debt(self, key: str) -> float:
        """Return the failures of an address that time has not given back yet."""
        debt, since = self._spent.get(key, (0.0, 0.0))
        return max(0.0, debt - (self._clock() - since) * self._per_minute / _MINUTE)

    def _wait(self, debt: float) -> int:
        over = debt + 1 - self._per_minute
        return max(1, math.ceil(over * _MINUTE / self._per_minute)) if over > 0 else 0


def _network(address: str) -> str:
    """Return what one caller holds: an address of IPv4, or the 64 bits before the slash of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped) if found.ipv4_mapped else found.exploded[:19]
