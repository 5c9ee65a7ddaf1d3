"""Who asks, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samenhang.access.errors import ForbiddenError, NotAuthenticatedError
from samenhang.access.grants import Grant, Scope


class CallerKind(StrEnum):
    """How a caller made themselves known."""

    ANONYMOUS = "anoniem"
    TOKEN = "token"  # noqa: S105 -- a kind of caller, no secret
    OIDC = "oidc"
    OPERATOR = "beheertoken"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who sends a request: `id` is that of the token or the subject, `label` what people call them.

    `issuer` says who vouches for a subject of OpenID Connect.
    """

    kind: CallerKind
    id: str = ""
    label: str = ""
    issuer: str = ""
    grants: frozenset[Grant] = frozenset()

    def may(self, scope: Scope, dataset: str | None = None) -> bool:
        """Tell whether the caller has a scope on a dataset; on all datasets when none is named."""
        return any(
            grant.scope is Scope.ADMIN or (grant.scope is scope and grant.dataset in (None, dataset))
            for grant in self.grants
        )

    def datasets(self, scope: Scope) -> frozenset[str] | None:
        """Return the datasets on which the caller has a scope; None when that is all of them."""
        if self.may(scope):
            return None
        return frozenset(grant.dataset for grant in self.grants if grant.scope is scope and grant.dataset is not None)


def anonymous() -> Caller:
    """Return the caller who presented nothing, and may read what is public."""
    return Caller(CallerKind.ANONYMOUS)


def require(caller: Caller, scope: Scope, dataset: str | None = None) -> None:
    """Return when a caller may do this; NotAuthenticatedError for nobody, ForbiddenError for somebody else.

    It looks at the caller alone, never at what exists, so that a refusal tells nothing about drafts. Call it before
    anything is looked up.
    """
    if caller.may(scope, dataset):
        return
    if caller.kind is CallerKind.ANONYMOUS:
        raise NotAuthenticatedError(presented=False)
    raise ForbiddenError(scope.value)
