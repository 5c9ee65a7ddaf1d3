"""What a publisher says about a dataset: title, licence, contact and the rest of its record in the catalogue."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.reference.turtle import iri
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_LICENCES: Final = "http://publications.europa.eu/resource/authority/licence/"
LICENCES: Final = {
    "CC0": f"{_LICENCES}CC0",
    "CC0-1.0": f"{_LICENCES}CC0",
    "CC-BY-4.0": f"{_LICENCES}CC_BY_4_0",
    "CC-BY-SA-4.0": f"{_LICENCES}CC_BYSA_4_0",
    "CC-BY-NC-4.0": f"{_LICENCES}CC_BYNC_4_0",
    "PDM": "http://creativecommons.org/publicdomain/mark/1.0/",
}
NO_LICENCE: Final = "http://standaarden.overheid.nl/owms/terms/licentieonbekend"
"""What stands in the catalogue when a publisher names no licence: nobody but the publisher can give one."""
_LONGEST: Final = 4000
_MOST_WORDS: Final = 50
_EMAIL: Final = re.compile(r"[^@\s<>\"\\^`{|}]+@[^@\s<>\"\\^`{|}]+\.[^@\s<>\"\\^`{|}]+")
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """The description of a dataset; what is empty was not given."""

    titel: str = ""
    titelEn: str = ""  # noqa: N815 -- the keys on the wire
    omschrijving: str = ""
    omschrijvingEn: str = ""  # noqa: N815 -- as above
    uitgever: str = ""
    uitgeverIri: str = ""  # noqa: N815 -- as above
    licentie: str = ""
    contact: str = ""
    periodeBegin: str = ""  # noqa: N815 -- as above
    periodeEinde: str = ""  # noqa: N815 -- as above
    gebied: str = ""
    thema: tuple[str, ...] = ()
    trefwoorden: tuple[str, ...] = ()
    toelichting: str = ""

    def over(self, earlier: Metadata) -> Metadata:
        """Return this description, with what it leaves out taken from an earlier one; a note holds for one version."""
        given = {key: value for key, value in asdict(self).items() if value}
        return metadata_of({**earlier.data(), "toelichting": "", **given})

    def data(self) -> dict[str, Any]:
        """Return what was given, as data for JSON."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items() if v}


KEYS: Final = tuple(Metadata.__dataclass_fields__)
LISTS: Final = ("thema", "trefwoorden")


def metadata_of(data: Mapping[str, Any]) -> Metadata:
    """Return a description from data that was kept."""
    known: dict[str, Any] = {k: tuple(v) if k in LISTS else v for k, v in data.items() if k in KEYS}
    return Metadata(**known)


def read_metadata(given: Mapping[str, Any]) -> Metadata:
    """Return the description that a caller gives; InvalidInputError lists every key and value that is wrong."""
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in KEYS:
            listed = ", ".join(KEYS)
            text = Text(
                f"Onbekend metagegeven '{key[:_SHOWN]}'. Mogelijk zijn: {listed}.",
                f"Unknown metadata '{key[:_SHOWN]}'. Possible are: {listed}.",
            )
            faults.append(Fault(f"/{key[:_SHOWN]}", "onbekendMetagegeven", text, nearest(key, KEYS)))
            continue
        words = _words(value) if key in LISTS else value
        problem = _problem(key, words)
        if problem is None:
            values[key] = words if key in LISTS else LICENCES.get(str(words).upper(), str(words).strip())
        else:
            faults.append(Fault(f"/{key}", "ongeldigMetagegeven", problem))
    if not faults and values.get("periodeBegin", "") > values.get("periodeEinde", "9999"):
        text = Text("De periode eindigt voor zij begint.", "The period ends before it begins.")
        faults.append(Fault("/periodeEinde", "ongeldigMetagegeven", text))
    if faults:
        raise InvalidInputError(faults)
    return Metadata(**values)


def _words(value: object) -> object:
    if isinstance(value, str):
        return tuple(word for part in value.split(",") if (word := part.strip()))
    return tuple(value) if isinstance(value, list) else value


def _problem(key: str, value: object) -> Text | None:
    """Return what is wrong with a value; None when nothing is."""
    texts = value if isinstance(value, tuple) else (value,)
    if len(texts) > _MOST_WORDS or not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        return Text(
            f"`{key}` is een tekst van hoogstens {_LONGEST} tekens, of een lijst van hoogstens {_MOST_WORDS} daarvan.",
            f"`{key}` is a text of at most {_LONGEST} signs, or a list of at most {_MOST_WORDS} of them.",
        )
    check = _CHECKS.get(key)
    return check(str(text) for text in texts if text) if check else None


def _iris(values: Iterable[str]) -> Text | None:
    return _first_wrong(values, iri, Text("geen volledige IRI, zoals https://…", "no full IRI, such as https://…"))


def _dates(values: Iterable[str]) -> Text | None:
    return _first_wrong(values, date.fromisoformat, Text("geen dag, zoals 2026-01-31", "no day, such as 2026-01-31"))


def _licence(values: Iterable[str]) -> Text | None:
    said = ", ".join(LICENCES)
    return _first_wrong(
        (value for value in values if value.upper() not in LICENCES),
        iri,
        Text(f"geen van {said} en geen volledige IRI", f"none of {said} and no full IRI"),
    )


def _contact(values: Iterable[str]) -> Text | None:
    return _first_wrong(
        (value for value in values if not _EMAIL.fullmatch(value)),
        _web_address,
        Text("geen e-mailadres of webadres van een organisatie", "no e-mail or web address of an organisation"),
    )


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError(value)
    return iri(value)


def _first_wrong(values: Iterable[str], read: Callable[[str], object], wrong: Text) -> Text | None:
    for value in values:
        try:
            read(value.strip())
        except ValueError:
            shown = value[:_SHOWN]
            return Text(f"'{shown}' is {wrong.nl}.", f"'{shown}' is {wrong.en}.")
    return None


_CHECKS: Final = {
    "uitgeverIri": _iris,
    "gebied": _iris,
    "thema": _iris,
    "licentie": _licence,
    "contact": _contact,
    "periodeBegin": _dates,
    "periodeEinde": _dates,
}
