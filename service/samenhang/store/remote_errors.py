"""Turns what an engine elsewhere answers, or fails to, into errors a user can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from samenhang.errors import QueryError, QueryFailedError, SamenhangError, StoreUnavailableError, TooManyQueriesError
from samenhang.model import Text
from samenhang.store.worker_link import out_of_time

if TYPE_CHECKING:
    import httpx

_PLACE: Final = re.compile(r"line[ :]+(?P<line>\d+)(?:[,; ]+col(?:umn)?[ :]+(?P<column>\d+))?", re.IGNORECASE)
_TOO_LONG: Final = re.compile(
    r"time[ds]?[ -]?out|cancel|exceeds the limit of|S1T00|query evaluation.*(?:long|time)", re.IGNORECASE
)
_NO_GRAPH: Final = re.compile(
    r"no such graph:? *<?(?P<one>[^\s<>]+)|graph <(?P<other>[^\s<>]+)> does not exist", re.IGNORECASE
)
_TOO_LARGE: Final = (413, 414)
_REFUSED: Final = (401, 403)
_ABSENT: Final = (404, 405, 501)
_BUSY: Final = 429
_BAD: Final = 400
_FAILED: Final = 500
_RETRY: Final = 5


def unreachable(address: str, error: Exception | None = None) -> StoreUnavailableError:
    """Return the error for an engine that cannot be reached or breaks off; `address` holds no password."""
    why = f" ({type(error).__name__})" if error else ""
    return StoreUnavailableError(
        Text(
            f"De database achter deze dienst, {address}, antwoordt niet{why}. Probeer het over {_RETRY} seconden "
            "opnieuw; de beheerder kan nagaan of zij draait.",
            f"The database behind this service, {address}, does not answer{why}. Try again in {_RETRY} seconds; the "
            "operator can check whether it runs.",
        ),
        _RETRY,
    )


def refused(address: str) -> StoreUnavailableError:
    """Return the error for an engine that does not accept the name and password of this service."""
    return StoreUnavailableError(
        Text(
            f"De database {address} weigert deze dienst. De beheerder kan SAMENHANG_STORE_USER en "
            "SAMENHANG_STORE_PASSWORD nagaan, en of die gebruiker mag schrijven.",
            f"The database {address} refuses this service. The operator can check SAMENHANG_STORE_USER and "
            "SAMENHANG_STORE_PASSWORD, and whether that user may write.",
        ),
        _RETRY,
    )


def absent(address: str, status: int) -> StoreUnavailableError:
    """Return the error for an address at which the engine offers nothing of the kind."""
    return StoreUnavailableError(
        Text(
            f"De database heeft op {address} geen SPARQL 1.1 (status {status}). De beheerder kan de adressen noemen "
            "met SAMENHANG_STORE_QUERY_URL, SAMENHANG_STORE_UPDATE_URL en SAMENHANG_STORE_GRAPHS_URL.",
            f"The database has no SPARQL 1.1 at {address} (status {status}). The operator can name the addresses with "
            "SAMENHANG_STORE_QUERY_URL, SAMENHANG_STORE_UPDATE_URL and SAMENHANG_STORE_GRAPHS_URL.",
        ),
        _RETRY,
    )


def cut_off(rows: str = "") -> QueryFailedError:
    """Return the error for an answer that the engine cut at a limit of its own."""
    after = Text(f" na {rows} rijen", f" after {rows} rows") if rows else Text("", "")
    return QueryFailedError(
        Text(
            f"De database kapt het antwoord af{after.nl}. Vraag minder met LIMIT, of deel de vraag op; de beheerder "
            "kan die grens verhogen (bij Virtuoso: ResultSetMaxRows).",
            f"The database cuts the answer off{after.en}. Ask for less with LIMIT, or split the question; the operator "
            "can raise that limit (on Virtuoso: ResultSetMaxRows).",
        )
    )


def unreadable() -> QueryFailedError:
    """Return the error for an answer that stops half-way or is not what its media type says."""
    return QueryFailedError(
        Text(
            "Het antwoord van de database brak af of kan niet worden gelezen. Probeer het opnieuw of vraag minder "
            "met LIMIT.",
            "The answer of the database broke off or cannot be read. Try again, or ask for less with LIMIT.",
        )
    )


def engine_error(response: httpx.Response, address: str, body: str) -> SamenhangError:
    """Return the error for an answer with a status that is no success."""
    status = response.status_code
    if status in _REFUSED:
        return refused(address)
    if status in _ABSENT:
        return absent(address, status)
    if status == _BUSY:
        return _busy(response)
    if _TOO_LONG.search(f"{response.headers.get('x-sql-message', '')} {body}"):
        return out_of_time()
    return _failed(status, address, body)


def _failed(status: int, address: str, body: str) -> SamenhangError:
    if status == _BAD:
        return _not_valid(body)
    if status in _TOO_LARGE:
        return QueryError(
            Text("De query is te lang voor de database. Maak haar korter.", "The query is too long for the database.")
        )
    if status > _FAILED:
        return unreachable(address)
    if found := _NO_GRAPH.search(body):
        return _no_graph(found["one"] or found["other"])
    return QueryFailedError(
        Text(
            "De database kan de vraag niet uitvoeren. Maak haar eenvoudiger; het log van de dienst noemt de oorzaak.",
            "The database cannot carry out the request. Make it simpler; the log of the service names the cause.",
        )
    )


def _no_graph(name: str) -> QueryError:
    return QueryError(
        Text(
            f"Er is geen graaf {name}, en daarom is er niets gewijzigd. Schrijf SILENT als dat niet erg is.",
            f"There is no graph {name}, and so nothing was changed. Write SILENT when that does not matter.",
        )
    )


def _not_valid(body: str) -> QueryError:
    """Return the error for text that the engine does not take, with the place it names."""
    found = _PLACE.search(body)
    if found is None:
        return QueryError(
            Text("De database wijst de query af als ongeldig.", "The database rejects the query as not valid.")
        )
    line, column = found["line"], found["column"]
    place = Text(f"op regel {line}", f"at line {line}")
    if column:
        place = Text(f"{place.nl}, kolom {column}", f"{place.en}, column {column}")
    return QueryError(
        Text(
            f"De query is geen geldige SPARQL: {place.nl}, loopt het lezen vast.",
            f"The query is not valid SPARQL: reading stops {place.en}.",
        )
    )


def _busy(response: httpx.Response) -> TooManyQueriesError:
    given = response.headers.get("retry-after", "")
    seconds = int(given) if given.isascii() and given.isdigit() else _RETRY
    return TooManyQueriesError(
        Text(
            f"De database is bezet. Probeer het over {seconds} seconden opnieuw.",
            f"The database is busy. Try again in {seconds} seconds.",
        ),
        seconds,
    )
