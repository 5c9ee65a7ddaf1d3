"""Tokens as triples in a private graph of a remote store, shared by every service process over that store.

Everything is only ever added: making a token, revoking it and using it on a day each add triples and take none away. So
processes that write at the same time cannot undo each other, and a repeated write changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from samenhang import namespaces as ns
from samenhang.access.grants import ALL, Scope
from samenhang.access.tokens import TokenRecord
from samenhang.store.changes import Merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samenhang.queries import QueryLibrary
    from samenhang.store import Row, Store

GRAPH_TOKENS: Final = f"{ns.GRAPH_PRIVATE}toegang"
TOKEN: Final = f"{ns.BASE}id/toegangstoken/"
_QUERY: Final = "toegangstokens"

_DCT, _PROV, _SCHEMA = "http://purl.org/dc/terms/", "http://www.w3.org/ns/prov#", "https://schema.org/"
_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_SHA256: Final = ox.NamedNode("http://spdx.org/rdf/terms#checksumValue")
_SCOPE: Final = ox.NamedNode(f"{_DCT}accessRights")
_DATASET: Final = ox.NamedNode(f"{_DCT}subject")
_CREATED: Final = ox.NamedNode(f"{_PROV}generatedAtTime")
_CREATED_BY: Final = ox.NamedNode(f"{_DCT}creator")
_EXPIRES: Final = ox.NamedNode(f"{_SCHEMA}expires")
_REVOKED: Final = ox.NamedNode(f"{_PROV}invalidatedAtTime")
_USED: Final = ox.NamedNode(f"{_PROV}atTime")
_TYPE: Final = ox.NamedNode(f"{ns.RDF}type")
_ENTITY: Final = ox.NamedNode(f"{_PROV}Entity")
_DATE_TIME: Final = ox.NamedNode(f"{ns.XSD}dateTime")


class GraphRegistry:
    """Tokens in the graph `besloten/toegang` of a store; `queries` holds the saved query that reads them."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self._store = store
        self._query = queries[_QUERY].text

    def add(self, record: TokenRecord) -> None:
        """Keep a new token, in one transaction."""
        self._add(record.id, _statements(record))

    def find(self, token_id: str) -> TokenRecord | None:
        """Return the token with this id."""
        found = self._read({"token": ox.NamedNode(TOKEN + token_id)})
        return found[0] if found else None

    def all(self) -> list[TokenRecord]:
        """Return every token, the newest first."""
        return sorted(self._read({}), key=lambda record: (-record.created.timestamp(), record.id))

    def revoke(self, token_id: str, when: datetime) -> TokenRecord | None:
        """Make a token useless for ever."""
        found = self.find(token_id)
        if found is None or found.revoked is not None:
            return found
        self._add(token_id, [(_REVOKED, _moment(when))])
        return self.find(token_id)

    def used(self, token_id: str, day: date) -> None:
        """Keep that a token was used on a day; several processes add the same triple."""
        self._add(token_id, [(_USED, _moment(datetime.combine(day, time(), UTC)))])

    def close(self) -> None:
        """Leave the store to whoever opened it."""

    def _add(self, token_id: str, statements: Iterable[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]) -> None:
        subject = ox.NamedNode(TOKEN + token_id)
        triples = [ox.Triple(subject, predicate, value) for predicate, value in statements]
        data = cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
        self._store.write([Merge(GRAPH_TOKENS, data, ox.RdfFormat.N_TRIPLES.media_type)])

    def _read(self, bindings: Mapping[str, ox.NamedNode]) -> list[TokenRecord]:
        described: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self._store.select(self._query, bindings):
            token, predicate, value = _words(row)
            described[token][predicate].append(value)
        records = (_record(token.removeprefix(TOKEN), values) for token, values in described.items())
        return [record for record in records if record is not None]


def _words(row: Row) -> tuple[str, str, str]:
    token, predicate, value = (row[name] for name in ("token", "eigenschap", "waarde"))
    return tuple(str(getattr(term, "value", "")) for term in (token, predicate, value))  # type: ignore[return-value]


def _statements(record: TokenRecord) -> list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    return [
        (_TYPE, _ENTITY),
        (_LABEL, ox.Literal(record.label)),
        (_SHA256, ox.Literal(record.sha256)),
        *((_SCOPE, ox.Literal(word)) for word in record.scope_words()),
        *((_DATASET, ox.Literal(word)) for word in record.dataset_words()),
        (_CREATED, _moment(record.created)),
        (_CREATED_BY, ox.Literal(record.created_by)),
        (_EXPIRES, _moment(record.expires)),
    ]


def _record(token_id: str, values: Mapping[str, list[str]]) -> TokenRecord | None:
    """Return a token; None when it is not whole, as it is for a moment on an engine without transactions."""
    required = (_LABEL, _SHA256, _CREATED, _EXPIRES, _SCOPE)
    if not all(values.get(term.value) for term in required):
        return None
    label, digest, created, expires, _ = (values[term.value][0] for term in required)
    names = values.get(_DATASET.value, [])
    revoked, used = values.get(_REVOKED.value), values.get(_USED.value)
    return TokenRecord(
        id=token_id,
        sha256=digest,
        label=label,
        scopes=frozenset(Scope(word) for word in values[_SCOPE.value]),
        datasets=None if ALL in names else frozenset(names),
        created=_read_moment(created),
        expires=_read_moment(expires),
        created_by=next(iter(values.get(_CREATED_BY.value, [])), ""),
        last_used=max(map(_read_moment, used)).date() if used else None,
        revoked=min(map(_read_moment, revoked)) if revoked else None,
    )


def _moment(when: datetime) -> ox.Literal:
    text = when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    return ox.Literal(f"{text}Z", datatype=_DATE_TIME)


def _read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
