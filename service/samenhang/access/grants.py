"""Scopes, and on which dataset each is granted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text

ALL: Final = "*"
"""Stands for every dataset, those that do not exist yet included."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class Scope(StrEnum):
    """What a caller may do."""

    WRITE = "schrijven"
    DRAFTS = "concepten"
    ADMIN = "beheer"


@dataclass(frozen=True, slots=True)
class Grant:
    """One scope on one dataset; a dataset of None is every dataset."""

    scope: Scope
    dataset: str | None = None


def is_dataset_name(name: str) -> bool:
    """Tell whether a dataset may be called so: letters, digits, dot, dash and underscore, at most 128 of them."""
    return _NAME.fullmatch(name) is not None


def grants_of(scopes: frozenset[Scope], datasets: frozenset[str] | None) -> frozenset[Grant]:
    """Return every scope on every dataset; datasets of None are all of them. Administration is never of one dataset."""
    per_dataset = scopes - {Scope.ADMIN}
    names = [None] if datasets is None else sorted(datasets)
    given = {Grant(scope, name) for scope in per_dataset for name in names}
    return frozenset(given | {Grant(Scope.ADMIN) for _ in scopes & {Scope.ADMIN}})


def read_scopes(words: tuple[str, ...]) -> frozenset[Scope]:
    """Return the scopes of these names; InvalidInputError lists every wrong one, and when there is none."""
    known = {scope.value for scope in Scope}
    listed = ", ".join(known_in_order())
    faults = [
        Fault(
            "/bevoegdheden",
            "onbekendeBevoegdheid",
            Text(
                f"'{word[:60]}' is geen bevoegdheid. Kies uit {listed}.",
                f"'{word[:60]}' is not a scope. Choose from {listed}.",
            ),
        )
        for word in words
        if word not in known
    ]
    if not words:
        text = Text(f"Geef een of meer bevoegdheden: {listed}.", f"Give one or more scopes: {listed}.")
        faults.append(Fault("/bevoegdheden", "ontbreekt", text))
    if faults:
        raise InvalidInputError(faults)
    return frozenset(Scope(word) for word in words)


def known_in_order() -> list[str]:
    """Return the names of the scopes, the narrowest first."""
    return [scope.value for scope in Scope]


def read_datasets(names: tuple[str, ...], scopes: frozenset[Scope]) -> frozenset[str] | None:
    """Return the datasets of a token, None for all; InvalidInputError lists what is wrong.

    A token that writes names its datasets, or says `*`: all of them is never what happens when somebody forgets.
    """
    if ALL in names and len(set(names)) == 1:
        return None
    faults = [
        Fault(
            "/gegevenssets",
            "ongeldigeNaam",
            Text(
                f"'{name[:60]}' kan geen naam van een gegevensset zijn: gebruik letters, cijfers, punt, streepje en "
                "onderstreping; '*' staat alleen, voor alle.",
                f"'{name[:60]}' cannot be the name of a dataset: use letters, digits, dot, dash and underscore; '*' "
                "stands alone, for all.",
            ),
        )
        for name in names
        if not is_dataset_name(name)
    ]
    if not names and scopes - {Scope.ADMIN}:
        text = Text(
            "Noem de gegevenssets waarvoor het token geldt, of '*' voor alle.",
            "Name the datasets that the token is for, or '*' for all.",
        )
        faults.append(Fault("/gegevenssets", "ontbreekt", text))
    if faults:
        raise InvalidInputError(faults)
    return frozenset(names)
