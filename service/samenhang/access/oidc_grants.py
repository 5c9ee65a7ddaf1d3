"""What the claims of an access token give a right to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from samenhang.access.grants import ALL, Grant, Scope, is_dataset_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.access.oidc_settings import OidcSettings

_DATASET: Final = "gegevensset"
_PARTS: Final = 3
_MOST_WORDS: Final = 1000


def grants_in(claims: Mapping[str, Any], settings: OidcSettings) -> frozenset[Grant]:
    """Return the grants that stand in the claims; words that mean nothing here are passed over.

    `gegevensset:<name>:<scope>` gives a scope on one dataset, and on all with `*` for the name. A bare scope is for
    the datasets that the dataset claim lists, and for none when there is no such claim; `beheer` is for everything.
    """
    words = [word for name in settings.scope_claims for word in _words(claims, name)][:_MOST_WORDS]
    listed = _words(claims, settings.dataset_claim)[:_MOST_WORDS]
    prefix = settings.scope_prefix
    grants: set[Grant] = set()
    for word in words:
        if word.startswith(prefix):
            grants |= _grants(word.removeprefix(prefix), listed)
    return frozenset(grants)


def _grants(word: str, listed: list[str]) -> set[Grant]:
    parts = word.split(":")
    if len(parts) == _PARTS and parts[0] == _DATASET:
        scope, names = parts[2], [parts[1]]
    else:
        scope, names = word, listed
    if scope not in {s.value for s in Scope}:
        return set()
    if scope == Scope.ADMIN:  # never of one dataset, so not by way of one
        return {Grant(Scope.ADMIN)} if word == scope else set()
    return {
        Grant(Scope(scope), None if name == ALL else name) for name in names if name == ALL or is_dataset_name(name)
    }


def _words(claims: Mapping[str, Any], name: str) -> list[str]:
    """Return the words of a claim: a text with spaces, or a list of texts; a dot in the name goes into an object.

    A claim whose name itself has dots, as an address has, goes before that.
    """
    value: Any = claims.get(name)
    if value is None:
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, str):
        return value.split()
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
