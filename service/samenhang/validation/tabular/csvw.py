"""CSV on the Web: the metadata beside a CSV file, as far as they tell how to read it; and those that are written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from samenhang.model import Text
from samenhang.namespaces import local_name
from samenhang.validation.tabular.cells import Complaint
from samenhang.validation.tabular.csv_text import Dialect
from samenhang.validation.tabular.plan import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from samenhang.validation.tabular.plan import Plan, Sheet

_CONTEXT: Final = "http://www.w3.org/ns/csvw"
_LARGEST: Final = 2_000_000
_DATATYPES: Final = {Kind.NUMBER: "decimal", Kind.SOURCE: "anyURI"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What metadata tell of one file: parts of its dialect, and by heading the column and decimal sign.

    `renamed` maps a heading as it stands in the file to the heading that the plan knows.
    """

    dialect: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


def read_metadata(data: bytes, file: str, plan: Plan) -> Metadata:
    """Return what metadata (one table, or a group of them) tell of a file; ValueError when they cannot be read."""
    if len(data) > _LARGEST:
        raise ValueError
    document = json.loads(data)
    if not isinstance(document, dict):
        raise TypeError
    tables = [t for t in document.get("tables", [document]) if isinstance(t, dict)]
    named = [t for t in tables if local_name(str(t.get("url", ""))) == file]
    table = named[0] if named else tables[0] if len(tables) == 1 and "url" not in tables[0] else None
    if table is None:
        return Metadata()
    schema = table.get("tableSchema", document.get("tableSchema", {}))
    columns = [c for c in schema.get("columns", []) if isinstance(c, dict)] if isinstance(schema, dict) else []
    about = str(schema.get("aboutUrl", "")) if isinstance(schema, dict) else ""
    dialect = {**_object(document.get("dialect")), **_object(table.get("dialect"))}
    found = [(title, c) for c in columns for title in _titles(c)]
    known = {(c.property, c.language): c.id for sheet in plan.sheets for c in plan.columns(sheet) if sheet.row_class}
    return Metadata(
        dialect,
        {title: known[key] for title, column in found if (key := _key(column)) in known},
        dict(pair for t, c in found if (pair := _point(t, c, known))),
        next((sheet.id for sheet in plan.sheets if sheet.about and sheet.about == about), None),
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _titles(column: Mapping[str, Any]) -> Iterable[str]:
    titles = column.get("titles", column.get("name", []))
    for value in titles.values() if isinstance(titles, dict) else [titles]:
        yield from (str(one) for one in (value if isinstance(value, list) else [value]))


def _key(column: Mapping[str, Any]) -> tuple[str, str | None]:
    language = column.get("lang")
    return str(column.get("propertyUrl", "")), language if isinstance(language, str) else None


def _point(
    title: str, column: Mapping[str, Any], known: Mapping[tuple[str, str | None], str]
) -> tuple[str, str] | None:
    datatype = column.get("datatype")
    form = datatype.get("format", {}) if isinstance(datatype, dict) else {}
    base = datatype.get("base") if isinstance(datatype, dict) else datatype
    if base not in {"decimal", "number", "double", "float"}:
        return None
    sign = form.get("decimalChar", ".") if isinstance(form, dict) else "."
    return known.get(_key(column), title), "," if sign == "," else "."


def dialect_of(metadata: Metadata, found: Dialect) -> Dialect:
    """Return the dialect of a file: what metadata tell, else what was found in the file itself."""
    told = metadata.dialect
    separator, quote = str(told.get("delimiter", found.separator)), told.get("quoteChar", found.quote)
    skip, comment = told.get("skipRows", found.skip), told.get("commentPrefix") if told else None
    return Dialect(
        separator if len(separator) == 1 else found.separator,
        quote if isinstance(quote, str) and len(quote) == 1 else found.quote,
        str(told.get("encoding", found.encoding)),
        skip if isinstance(skip, int) and 0 <= skip <= 1000 else found.skip,  # noqa: PLR2004 -- a heading, no table
        comment if isinstance(comment, str) and comment else None,
    )


def unreadable(file: str) -> Complaint:
    """Return what to say of metadata that cannot be read."""
    return Complaint(
        "metadataOnleesbaar",
        Text(
            f"De metadata bij {file} zijn geen geldige CSVW-JSON en zijn niet gebruikt.",
            f"The metadata of {file} are not valid CSVW JSON and were not used.",
        ),
    )


def write_metadata(plan: Plan, sheet: Sheet, columns: Sequence[Column], file: str, *, short_ids: bool) -> bytes:
    """Return the metadata of a CSV file with these columns; `short_ids` tells that every id is a short one."""
    others = {column.id for column in plan.other.columns}
    schema: dict[str, Any] = {"columns": [_column(column, column.id in others) for column in columns]}
    if short_ids and sheet.about:
        schema = {"aboutUrl": sheet.about, **schema}
    document = {
        "@context": [_CONTEXT, {"@language": "nl"}],
        "url": file,
        "dc:title": [_said(sheet.label.nl, "nl"), _said(sheet.label.en, "en")],
        "dc:description": [_said(sheet.definition.nl, "nl"), _said(sheet.definition.en, "en")],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "tableSchema": schema,
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _said(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _column(column: Column, other: bool) -> dict[str, Any]:  # noqa: FBT001 -- a plain fact about the column
    labels = {"nl": column.label.nl, "en": column.label.en}
    found: dict[str, Any] = {"name": column.id, "titles": {"und": column.id, **labels}}
    found["dc:description"] = [_said(column.definition.nl, "nl"), _said(column.definition.en, "en")]
    if other:
        return {**found, "suppressOutput": True}
    found["propertyUrl"] = column.property
    found["datatype"] = _DATATYPES.get(column.kind, "string")
    if column.language:
        found["lang"] = column.language
    if column.many:
        found["separator"] = ";"
    bases = {choice.iri.removesuffix(choice.id) for choice in column.choices}
    if len(bases) == 1:
        found["valueUrl"] = f"{bases.pop()}{{{column.id}}}"
    return found
