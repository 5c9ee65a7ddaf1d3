"""Who may write: bearer tokens, OpenID Connect access tokens, what a caller may do, and the trail of what was tried."""

from samenhang.access.caller import Caller, CallerKind, anonymous, require
from samenhang.access.errors import (
    AccessError,
    CredentialPlaceError,
    ForbiddenError,
    IssuerUnreachableError,
    NotAuthenticatedError,
    RegistryError,
    TooManyAttemptsError,
)
from samenhang.access.grants import Grant, Scope
from samenhang.access.redaction import redact

__all__ = [
    "AccessError",
    "Caller",
    "CallerKind",
    "CredentialPlaceError",
    "ForbiddenError",
    "Grant",
    "IssuerUnreachableError",
    "NotAuthenticatedError",
    "RegistryError",
    "Scope",
    "TooManyAttemptsError",
    "anonymous",
    "redact",
    "require",
]
