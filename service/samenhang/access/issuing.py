"""Reads what somebody asks a token for, the same on the command line and over HTTP."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from samenhang.access.grants import read_datasets, read_scopes
from samenhang.access.lifetimes import read_lifetime
from samenhang.access.redaction import redact
from samenhang.access.tokens import TokenWish
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samenhang.settings import Settings

_T = TypeVar("_T")
_LONGEST_LABEL: Final = 200


def read_wish(  # noqa: PLR0913 -- the parts of a wish
    settings: Settings,
    *,
    label: str,
    scopes: Sequence[str],
    datasets: Sequence[str],
    lifetime: str = "",
    created_by: str = "",
) -> TokenWish:
    """Return what a token is asked for; InvalidInputError lists every fault. Without a lifetime the usual one."""
    faults: list[Fault] = []
    found = _tried(faults, lambda: read_scopes(tuple(scopes))) or frozenset()
    names = _tried(faults, lambda: read_datasets(tuple(datasets), found))
    usual = min(settings.token_days, settings.token_most_days)
    period = _tried(faults, lambda: read_lifetime(lifetime or f"{usual}d", settings.token_most_days))
    shown = _tried(faults, lambda: _label(label))
    if faults:
        raise InvalidInputError(faults)
    return TokenWish(shown or "", found, names, period or timedelta(), created_by)


def _label(label: str) -> str:
    text = " ".join(label.split())
    strange = any(unicodedata.category(sign)[0] == "C" for sign in text)
    if not text or len(text) > _LONGEST_LABEL or strange or redact(text) != text:
        said = Text(
            f"Geef het token een naam van 1 tot en met {_LONGEST_LABEL} leesbare tekens: wie of wat gebruikt het?",
            f"Give the token a name of 1 to {_LONGEST_LABEL} readable signs: who or what uses it?",
        )
        raise InvalidInputError([Fault("/naam", "ongeldigeNaam", said)])
    return text


def _tried(faults: list[Fault], read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except InvalidInputError as error:
        faults += error.faults
        return None
