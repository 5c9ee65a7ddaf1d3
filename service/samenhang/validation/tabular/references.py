"""Cells that refer to something: a party, another row, a source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.validation.tabular.cells import CellError, Complaint, Decoded
from samenhang.validation.tabular.rowids import full_iri, node, row_iri
from samenhang.validation.tabular.words import cut, near, squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from samenhang.validation.documents import Term
    from samenhang.validation.tabular.plan import Column, Sheet
    from samenhang.validation.tabular.rowids import RowIds

PARTIES: Final = "partijen"
SOURCES: Final = "bronnen"
_BETWEEN: Final = re.compile(r"\s*[;\n|]\s*")
_ADDRESSES: Final = re.compile(r"[,\s]+(?=https?://)")
_FEW: Final = 5


def read_parties(column: Column, ids: RowIds, text: str) -> Decoded:
    """Return the parties a cell names: by id in the sheet of parties, IRI, code or name."""
    return _each(column, text, lambda part: _party(ids, part))


def read_rows(column: Column, ids: RowIds, text: str) -> Decoded:
    """Return the rows a cell refers to by id; an id that no row has still gives its IRI, for the shapes to judge."""
    sheet = ids.plan.by_class[column.reference or ""]
    return _each(column, text, lambda part: ids.find(sheet, part) or node(part) or row_iri(sheet, part))


def read_sources(column: Column, ids: RowIds, text: str) -> Decoded:
    """Return the sources a cell names: by web address, id in the sheet of sources, or place in a document."""
    sheet = ids.plan.by_id[SOURCES]
    whole = ids.plan.places.get(squash(text))
    if whole is not None:
        return Decoded((ox.NamedNode(whole),))
    return _each(column, _ADDRESSES.sub(";", text), lambda part: _source(ids, sheet, part))


def _each(column: Column, text: str, read: Callable[[str], Term]) -> Decoded:
    found: dict[Term, None] = {}
    complaints: list[Complaint] = []
    for part in _parts(column, text):
        try:
            found[read(part)] = None
        except CellError as error:
            complaints.append(error.complaint)
    return Decoded(tuple(found), tuple(complaints))


def _parts(column: Column, text: str) -> Iterator[str]:
    whole = text.strip()
    if not column.many:
        yield whole
        return
    yield from filter(None, _BETWEEN.split(whole))


def _party(ids: RowIds, text: str) -> Term:
    own = ids.plan.by_id[PARTIES]
    row = ids.find(own, text)
    if row is not None:
        return row
    parties = ids.plan.parties.find(text)
    named = ids.named(own, squash(text)) or [ox.NamedNode(party.iri) for party in parties]
    if len(named) == 1:
        return named[0]
    if named:
        raise _ambiguous(text, [party.described for party in parties])
    iri = node(text)
    if iri is not None:
        return iri
    close = near(text, (*ids.rows.get(own.id, {}), *ids.plan.parties.names))
    hint = Text(
        f" Bedoelt u {', '.join(close)}?" if close else "",
        f" Did you mean {', '.join(close)}?" if close else "",
    )
    raise CellError(
        "onbekendePartij",
        Text(
            f"'{cut(text)}' is geen bekende gemeente of regio en staat niet in het blad {own.label.nl}.{hint.nl} "
            f"Schrijf de naam of code, zoals GM0344, of zet de partij in dat blad.",
            f"'{cut(text)}' is not a known municipality or region and is not in the sheet {own.label.en}.{hint.en} "
            f"Write the name or code, such as GM0344, or put the party in that sheet.",
        ),
    )


def _ambiguous(text: str, candidates: list[Text]) -> CellError:
    dutch = ", ".join(candidate.nl for candidate in candidates[:_FEW])
    english = ", ".join(candidate.en for candidate in candidates[:_FEW])
    if not candidates:
        dutch = english = "id"
    return CellError(
        "dubbelzinnigePartij",
        Text(
            f"'{cut(text)}' kan meer dan een partij zijn. Schrijf de code: {dutch}.",
            f"'{cut(text)}' can be more than one party. Write the code: {english}.",
        ),
    )


def _source(ids: RowIds, sheet: Sheet, text: str) -> Term:
    found = ids.find(sheet, text)
    if found is not None:
        return found
    place = ids.plan.places.get(squash(text))
    if place is not None:
        return ox.NamedNode(place)
    address = full_iri(f"https://{text}" if text.startswith("www.") else text)
    if address is not None:
        return address
    close = near(text, ids.rows.get(sheet.id, {}))
    raise CellError(
        "onbekendeBron",
        Text(
            f"'{cut(text)}' is geen webadres en geen id uit het blad {sheet.label.nl}"
            + (f" (bedoelt u {', '.join(close)}?)" if close else "")
            + ". Zet de bron in dat blad en noem hier het id, of schrijf het hele adres met https://.",
            f"'{cut(text)}' is not a web address and not an id from the sheet {sheet.label.en}"
            + (f" (did you mean {', '.join(close)}?)" if close else "")
            + ". Put the source in that sheet and name its id here, or write the whole address with https://.",
        ),
    )
