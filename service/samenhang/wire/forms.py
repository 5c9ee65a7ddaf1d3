"""Reads the request of an operation member by member, and lists every fault of form and content together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Severity, Text
from samenhang.rules import parse_selection, unknown_dimension
from samenhang.wire.reading import (
    MOST_FAULTS,
    flat_answers,
    lens_parts,
    pointer,
    read_object,
    unknown_keys,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from samenhang import Samenhang
    from samenhang.coherence import View
    from samenhang.model import Answer

_COMMON = ("lens", "peildatum")
_MOST_NAMES = 1000
_MOST_BUNDLES = 100
_T = TypeVar("_T")


class Form:
    """One request: ask for each member in turn, then `view` raises when anything was wrong.

    Until then a member with a fault reads as if it had not been sent, so that all faults are found in one go.
    """

    def __init__(self, data: dict[str, Any], faults: Sequence[Fault], core: Samenhang, keys: Sequence[str]) -> None:
        self._data = data
        self._faults = list(faults)
        self._core = core
        unknown_keys(data, (*keys, *_COMMON), self._faults)
        self.lens = lens_parts(data.get("lens", []), self._faults)
        self.day = self._day()

    @classmethod
    def of(cls, body: bytes, core: Samenhang, keys: Sequence[str], instead: Mapping[str, Any] | None = None) -> Form:
        """Return the form of a JSON body that may hold `keys`; members in `instead` go before those of the body.

        InvalidInputError when the body is not even an object.
        """
        data, faults = read_object(body)
        return cls({**data, **(instead or {})}, faults, core, keys)

    def view(self) -> View:
        """Return the view that the request is about; InvalidInputError lists every fault met so far."""
        view = self._tried(lambda: self._core.prepare({}, self.lens, self.day)[0])
        if self._faults or view is None:
            raise InvalidInputError(self._faults[:MOST_FAULTS])
        return view

    def selection(self, key: str = "keuzes") -> dict[str, Answer]:
        """Return the answers under `key`, which must be there."""
        raw = flat_answers(self._data, self._faults, key)
        return self._tried(lambda: parse_selection(raw, self._core.catalogue.dimensions, pointer("", key))) or {}

    def names(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """Return the dimension ids under `key`, each once; a fault when there are fewer than `least`."""
        if key not in self._data and least:
            text = Text(f"`{key}` ontbreekt: noem dimensies.", f"`{key}` is missing: name dimensions.")
            self._faults.append(Fault(pointer("", key), "ontbreekt", text))
            return ()
        names = self._names(self._data.get(key, []), pointer("", key))
        if names is not None and len(names) < least:
            text = Text(
                f"Noem in `{key}` minstens {least} dimensie(s).", f"Name at least {least} dimension(s) in `{key}`."
            )
            self._faults.append(Fault(pointer("", key), "teWeinigWaarden", text))
        return names or ()

    def given(self, key: str) -> bool:
        """Tell whether a member was sent, and not as null."""
        return self._data.get(key) is not None

    def bundles(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the lists of dimension ids under `key`."""
        value = self._data.get(key, [])
        if not isinstance(value, list) or len(value) > _MOST_BUNDLES:
            text = Text(
                f"`{key}` is een lijst van hoogstens {_MOST_BUNDLES} lijsten van dimensies.",
                f"`{key}` is a list of at most {_MOST_BUNDLES} lists of dimensions.",
            )
            self._faults.append(Fault(pointer("", key), "verkeerdType", text))
            return ()
        return tuple(self._names(b, pointer(pointer("", key), i)) or () for i, b in enumerate(value))

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number within bounds, or `default` when it was not sent."""
        value = self._data.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        text = Text(
            f"`{key}` is een geheel getal van {least} tot en met {most}.",
            f"`{key}` is a whole number from {least} to {most}.",
        )
        self._faults.append(Fault(pointer("", key), "ongeldigGetal", text))
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false, or `default` when it was not sent."""
        value = self._data.get(key, default)
        if isinstance(value, bool):
            return value
        text = Text(f"`{key}` is `true` of `false`.", f"`{key}` is `true` or `false`.")
        self._faults.append(Fault(pointer("", key), "verkeerdType", text))
        return default

    def threshold(self, key: str = "drempel") -> Severity:
        """Return which findings leave a combination out: a violation, or a warning too."""
        value = self._data.get(key, Severity.VIOLATION)
        if value in (Severity.VIOLATION, Severity.WARNING):
            return Severity(value)
        text = Text(f"`{key}` is `overtreding` of `waarschuwing`.", f"`{key}` is `overtreding` or `waarschuwing`.")
        self._faults.append(Fault(pointer("", key), "verkeerdType", text, ("overtreding", "waarschuwing")))
        return Severity.VIOLATION

    def refuse(self, fault: Fault) -> None:
        """Keep a fault that the caller of this class found."""
        self._faults.append(fault)

    def _names(self, value: object, where: str) -> tuple[str, ...] | None:
        if not isinstance(value, list) or len(value) > _MOST_NAMES or not all(isinstance(v, str) for v in value):
            text = Text(
                f"Hier hoort een lijst van hoogstens {_MOST_NAMES} dimensie-id's.",
                f"This takes a list of at most {_MOST_NAMES} dimension ids.",
            )
            self._faults.append(Fault(where, "verkeerdType", text))
            return None
        known = self._core.catalogue.dimensions
        unknown = [(index, name) for index, name in enumerate(value) if name not in known]
        for index, name in unknown[:MOST_FAULTS]:
            self._faults.append(unknown_dimension(name, known, pointer(where, index)))
        return None if unknown else tuple(dict.fromkeys(value))

    def _day(self) -> str | None:
        day = self._data.get("peildatum")
        if day is None or isinstance(day, str):
            return day
        text = Text("`peildatum` is een tekst zoals 2026-01-01.", "`peildatum` is a text such as 2026-01-01.")
        self._faults.append(Fault("/peildatum", "verkeerdType", text))
        return None

    def _tried(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except InvalidInputError as error:
            self._faults.extend(error.faults)
            return None
