"""Who sends a request and whether they may: for every route that is not for everybody.

A route that writes does so within `writing`, which lets the caller in or refuses, and records the attempt whatever its
outcome. A route that reads what is private asks `authorised`. Both look at the caller before anything is looked up, so
that a refusal never tells what exists.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from samenhang.access import Caller, CredentialPlaceError, Scope, anonymous, require
from samenhang.access.audit import event_id
from samenhang.access.events import Event, Outcome, Target
from samenhang.api.context import context
from samenhang.errors import SamenhangError

_TOKEN_FIELD = "access_token"  # noqa: S105 -- the name of a field
_REFUSED_BELOW = 500


@dataclass
class Attempt:
    """An attempt to write that is under way; the route fills in what only becomes known on the way."""

    caller: Caller
    dataset: str = ""
    thing: str = ""
    version: str = ""
    sha256: str = ""
    status: int = 200


async def caller_of(request: Request) -> Caller:
    """Return who sends a request, nobody when it carries no token.

    CredentialPlaceError for a token in the address, NotAuthenticatedError for one that is not good,
    TooManyAttemptsError after many of those, IssuerUnreachableError or RegistryError when it cannot be known.
    """
    refuse_token_in(request.query_params)
    headers = request.headers.getlist("authorization")
    if not headers:
        return anonymous()
    address = request.client.host if request.client is not None else ""
    return await run_in_threadpool(context(request).access.authenticator.caller, headers, address)


def refuse_token_in(fields: Collection[str]) -> None:
    """Refuse a token among the parameters of an address or the fields of a form: it would end up in logs."""
    if _TOKEN_FIELD in fields:
        raise CredentialPlaceError


async def authorised(request: Request, scope: Scope, dataset: str | None = None) -> Caller:
    """Return who sends a request, when they have this scope; for one dataset when it is named, else for all.

    Raises what `caller_of` and `require` raise.
    """
    caller = await caller_of(request)
    require(caller, scope, dataset)
    return caller


class Allowed:
    """A FastAPI dependency that gives the caller when they have a scope, on the dataset in a path parameter if named.

    For routes that read: one that writes uses `writing`, which also records the attempt.
    """

    def __init__(self, scope: Scope, parameter: str | None = None) -> None:
        self._scope = scope
        self._parameter = parameter

    async def __call__(self, request: Request) -> Caller:
        """Return the caller of a request."""
        dataset = request.path_params[self._parameter] if self._parameter is not None else None
        return await authorised(request, self._scope, dataset)


@asynccontextmanager
async def writing(
    request: Request, scope: Scope, action: str, *, dataset: str | None = None, thing: str = ""
) -> AsyncIterator[Attempt]:
    """Let a caller with this scope write, and record the attempt: done, refused or failed.

    `action` is in Dutch, such as `publiceren`; `thing` is the IRI of what is written, where that is no dataset. Raises
    what `authorised` raises.
    """
    attempt = Attempt(anonymous(), dataset or "", thing)
    began = datetime.now(UTC)
    outcome = Outcome.DONE
    try:
        attempt.caller = await caller_of(request)
        require(attempt.caller, scope, dataset)
        yield attempt
    except BaseException as error:
        status = error.status if isinstance(error, SamenhangError) else 500
        attempt.status = status
        outcome = Outcome.REFUSED if status < _REFUSED_BELOW else Outcome.FAILED
        raise
    finally:
        await context(request).access.audit.record(_event(request, action, attempt, began, outcome))


def _event(request: Request, action: str, attempt: Attempt, began: datetime, outcome: Outcome) -> Event:
    return Event(
        id=event_id(began),
        began=began,
        ended=datetime.now(UTC),
        action=action,
        method=request.method,
        path=request.url.path,
        outcome=outcome,
        status=attempt.status,
        caller=attempt.caller,
        target=Target(attempt.dataset, attempt.thing, attempt.version, attempt.sha256),
    )
