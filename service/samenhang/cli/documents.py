"""Reads the JSON or YAML file in which somebody keeps a selection; nothing in it can run, loop or grow."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from samenhang.cli.yaml_as_json import UnreadableYamlError, yaml_as_json
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.wire import Question, read_question

MOST_BYTES = 1_000_000
_RDF = frozenset({".ttl", ".nt", ".nq", ".trig", ".n3", ".rdf", ".owl", ".jsonld"})
_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".ods"})
_YAML = frozenset({".yaml", ".yml"})
STDIN = "-"


def read_selection(name: str) -> Question:
    """Read the selection in the file with this name, or on standard input for `-`.

    Raises InvalidInputError when it cannot be read, is larger than 1 MB, is not UTF-8, or is not a JSON or YAML
    document; faults in the form of the document are in the question, as they are for a request over HTTP.
    """
    suffix = "" if name == STDIN else Path(name).suffix.lower()
    if suffix in _RDF:
        _refuse(
            name,
            "RDF wordt hier nog niet gelezen; geef de keuzes als JSON of YAML, onder 'keuzes'.",
            "RDF is not read here yet; give the choices as JSON or YAML, under 'keuzes'.",
        )
    if suffix in _TABLES:
        _refuse(
            name,
            "een tabel wordt hier niet gelezen; geef de keuzes als JSON of YAML, onder 'keuzes'.",
            "a table is not read here; give the choices as JSON or YAML, under 'keuzes'.",
        )
    text = read_text(name)
    if suffix in _YAML or (suffix != ".json" and text.lstrip()[:1] not in {"{", "["}):
        text = _converted(name, text)
    return _question(name, text)


def read_text(name: str) -> str:
    """Return the text of a file, or of standard input for `-`; InvalidInputError when it is no UTF-8 text of 1 MB."""
    data = _bytes(name)
    if len(data) > MOST_BYTES:
        _refuse(name, "groter dan 1 MB.", "larger than 1 MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = error.start + 1
        _refuse(name, f"geen tekst in UTF-8, zie byte {where}.", f"not text in UTF-8, see byte {where}.")
    if "\0" in text:
        _refuse(name, "geen tekst.", "not text.")
    return text


def _bytes(name: str) -> bytes:
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        _refuse(name, "dit bestand bestaat niet.", "this file does not exist.")
    except IsADirectoryError:
        _refuse(name, "dit is een map, geen bestand.", "this is a folder, not a file.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(name, f"kan niet worden gelezen ({reason}).", f"cannot be read ({reason}).")


def _converted(name: str, text: str) -> str:
    try:
        return yaml_as_json(text)
    except UnreadableYamlError as error:
        _refuse(name, error.text.nl, error.text.en)


def _question(name: str, text: str) -> Question:
    try:
        return read_question(text.encode("utf-8", "replace"))
    except InvalidInputError as error:
        if error.faults[0].code in {"geenObject", "leeg"}:
            _refuse(
                name,
                "hier hoort een blok 'keuzes' met per dimensie een antwoord.",
                "there should be a map 'keuzes' here with an answer per dimension.",
            )
        _refuse(name, error.faults[0].text.nl, error.faults[0].text.en)


def _refuse(name: str, dutch: str, english: str) -> NoReturn:
    where = Text("Standaardinvoer", "Standard input") if name == STDIN else Text(name, name)
    text = Text(f"{where.nl}: {dutch}", f"{where.en}: {english}")
    raise InvalidInputError([Fault("", "onleesbaarBestand", text)])
