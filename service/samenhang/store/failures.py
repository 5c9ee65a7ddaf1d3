"""What can go wrong in an embedded store, said in one sentence."""

from __future__ import annotations

import re
from typing import Final

from samenhang.errors import QueryError, SamenhangError
from samenhang.model import Text

_NOT_PROJECTED: Final = re.compile(r"\?(?P<name>\w+) in its SELECT projection")


class StoreError(SamenhangError):
    """The store cannot be opened, read or written."""

    code = "opslag-faalt"
    status = 503
    title = Text("De opslag werkt niet", "The store does not work")


def not_stored(error: OSError) -> StoreError:
    """Return the error for a change that the disk did not take."""
    return StoreError(
        Text(
            f"De wijziging kan niet worden bewaard: {error}. Is de schijf vol of niet te beschrijven?",
            f"The change cannot be kept: {error}. Is the disk full or not writable?",
        )
    )


def not_carried_out(error: RuntimeError) -> QueryError:
    """Return the error for an update that is valid and cannot be done, such as a move of a graph that is not there."""
    return QueryError(
        Text(f"De wijziging kan niet worden uitgevoerd: {error}.", f"The update cannot be carried out: {error}.")
    )


def not_bound(error: RuntimeError) -> QueryError:
    """Return the error for a value given for a variable that the query does not hand out."""
    found = _NOT_PROJECTED.search(str(error))
    if found is None:
        return QueryError(
            Text(f"De query kan niet worden beantwoord: {error}", f"The query cannot be answered: {error}")
        )
    name = found["name"]
    return QueryError(
        Text(
            f"Zet de parameter ?{name} in de SELECT van de query; alleen daar kan er een waarde aan worden gegeven.",
            f"Put the parameter ?{name} in the SELECT of the query; only there can it be given a value.",
        )
    )
