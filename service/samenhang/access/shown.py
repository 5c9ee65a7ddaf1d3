"""Tokens and events as data for JSON; a token without its secret and its hash."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samenhang.access.events import Event
    from samenhang.access.tokens import TokenRecord

    Data = dict[str, Any]


def token_status(record: TokenRecord, now: datetime) -> str:
    """Return `geldig`, `verlopen` or `ingetrokken`."""
    if record.revoked is not None:
        return "ingetrokken"
    return "geldig" if record.good(now) else "verlopen"


def token_data(record: TokenRecord, now: datetime) -> Data:
    """Return what there is to say about a token."""
    return {
        "id": record.id,
        "naam": record.label,
        "bevoegdheden": record.scope_words(),
        "gegevenssets": record.dataset_words(),
        "status": token_status(record, now),
        "gemaakt": moment(record.created),
        "gemaaktDoor": record.created_by or None,
        "verloopt": moment(record.expires),
        "laatstGebruikt": record.last_used.isoformat() if record.last_used else None,
        "ingetrokken": moment(record.revoked) if record.revoked else None,
    }


def event_data(event: Event) -> Data:
    """Return what there is to say about an attempt to write."""
    target = event.target
    return {
        "id": event.id,
        "begonnen": moment(event.began),
        "geeindigd": moment(event.ended),
        "wie": {
            "soort": event.caller.kind.value,
            "id": event.caller.id or None,
            "naam": event.caller.label or None,
            "uitgever": event.caller.issuer or None,
        },
        "handeling": event.action,
        "methode": event.method,
        "pad": event.path or None,
        "gegevensset": target.dataset or None,
        "betreft": target.thing or None,
        "versie": target.version or None,
        "sha256": target.sha256 or None,
        "uitkomst": event.outcome.value,
        "status": event.status,
        "aantal": event.count,
    }


def moment(when: datetime) -> str:
    """Return a moment in UTC as RFC 3339 writes it."""
    text = (
        when.astimezone(UTC)
        .replace(tzinfo=None)
        .isoformat(timespec="seconds" if not when.microsecond else "milliseconds")
    )
    return f"{text}Z"
