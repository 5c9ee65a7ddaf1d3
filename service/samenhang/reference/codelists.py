"""Code lists of the field as SKOS concept schemes: iStandaarden products, Iv3 task fields, uniform product names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from samenhang.model import Text
from samenhang.namespaces import DEF
from samenhang.reference.turtle import Turtle, both, iri, literal, same, thing

if TYPE_CHECKING:
    from samenhang.reference.tables import Row, Tables

_SCHEMES = {
    "wmo020": (Text("Productcategorieën Wmo (WMO020)", "Product categories Wmo (WMO020)"), "istandaarden"),
    "jz020": (Text("Productcategorieën Jeugdwet (JZ020)", "Product categories Youth Act (JZ020)"), "istandaarden"),
    "iv3": (Text("Taakvelden sociaal domein (Iv3)", "Task fields of the social domain (Iv3)"), "iv3"),
    "upl": (Text("Uniforme productnamen (UPL)", "Uniform product names (UPL)"), "upl"),
}
_LISTED_2015 = Text("Code uit de lijst van 2015.", "Code from the list of 2015.")
_BEFORE_2023 = Text("Taakveld tot en met 2022; sinds 2023 opgesplitst.", "Task field up to 2022; split since 2023.")
_DOMAINS = {
    "jeugd": ("jeugd",),
    "wmo": ("wmo",),
    "participatie": ("participatie",),
    "schuldhulp": (),
    "alle": ("jeugd", "wmo", "participatie"),
}


def write_code_lists(tables: Tables, out: Turtle) -> None:
    """Write the concept schemes and their concepts."""
    for name, (title, dataset) in _SCHEMES.items():
        out.describe(
            thing("codelijst", name),
            ("a", "skos:ConceptScheme"),
            ("skos:prefLabel", both(title)),
            ("dct:source", thing("gegevensset", dataset)),
        )
    _products(tables, out)
    _task_fields(tables, out)
    _product_names(tables, out)


def _products(tables: Tables, out: Turtle) -> None:
    columns = ("codelijst", "wet", "code", "label", "uit_2015", "bron_url", "tweede_bron_url")
    rows = tables.read("codelijsten/istandaarden.csv", columns)
    tables.unique(rows, "codelijst", "code")
    for row in rows:
        tables.require(row, "code", "label", "bron_url")
        scheme = row["codelijst"].lower()
        if scheme not in _SCHEMES:
            tables.fault(row, f"Onbekende codelijst '{row['codelijst']}'.", f"Unknown code list '{row['codelijst']}'.")
            continue
        pages = [page for column in ("bron_url", "tweede_bron_url") if (page := _address(tables, row, column))]
        out.describe(
            thing("code", scheme, row["code"]),
            ("a", "skos:Concept"),
            ("skos:prefLabel", literal(row["label"], language="nl")),
            ("skos:notation", literal(row["code"])),
            ("skos:inScheme", thing("codelijst", scheme)),
            ("dct:subject", iri(f"{DEF}domein/{'wmo' if scheme == 'wmo020' else 'jeugd'}")),
            ("skos:historyNote", both(_LISTED_2015) if row["uit_2015"] else None),
            ("dct:source", pages),
        )


def _task_fields(tables: Tables, out: Turtle) -> None:
    rows = tables.read("codelijsten/iv3.csv", ("code", "label", "boven", "sinds_2023", "domein", "bron_url"))
    tables.unique(rows, "code")
    codes = {row["code"] for row in rows}
    for row in rows:
        tables.require(row, "code", "label")
        above = tables.known(row, "boven", codes)
        tables.known(row, "domein", _DOMAINS)
        page = _address(tables, row, "bron_url")
        out.describe(
            thing("code", "iv3", row["code"]),
            ("a", "skos:Concept"),
            ("skos:prefLabel", literal(row["label"], language="nl")),
            ("skos:notation", literal(row["code"])),
            ("skos:inScheme", thing("codelijst", "iv3")),
            ("skos:broader", thing("code", "iv3", row["boven"]) if above else None),
            ("dct:subject", [iri(f"{DEF}domein/{d}") for d in _DOMAINS.get(row["domein"], ())]),
            ("skos:historyNote", None if row["sinds_2023"] else both(_BEFORE_2023)),
            ("dct:source", page),
        )


def _product_names(tables: Tables, out: Turtle) -> None:
    columns = ("naam", "iri", "domein", "gemeente", "rijk", "sdg", "grondslag", "grondslag_naam", "grondslag_url")
    products: defaultdict[str, list[Row]] = defaultdict(list)
    for row in tables.read("codelijsten/upl.csv", columns):
        tables.require(row, "naam", "iri", "grondslag", "grondslag_naam")
        tables.known(row, "domein", _DOMAINS)
        if (product := _address(tables, row, "iri")) and (basis := _address(tables, row, "grondslag")):
            products[product].append(row)
            out.describe(
                basis,
                ("rdfs:label", same(row["grondslag_naam"])),
                ("rdfs:seeAlso", _address(tables, row, "grondslag_url")),
            )
    for product, rows in products.items():
        domains = dict.fromkeys(d for row in rows for d in _DOMAINS.get(row["domein"], ()))
        out.describe(
            product,
            ("a", "skos:Concept"),
            ("skos:prefLabel", literal(rows[0]["naam"], language="nl")),
            ("skos:inScheme", thing("codelijst", "upl")),
            ("dct:subject", [iri(f"{DEF}domein/{domain}") for domain in domains]),
            ("dct:references", [iri(row["grondslag"]) for row in rows]),
        )


def _address(tables: Tables, row: Row, column: str) -> str | None:
    if not row[column]:
        return None
    try:
        return iri(row[column])
    except ValueError:
        nl = f"'{row[column]}' in kolom '{column}' is geen adres."
        tables.fault(row, nl, f"'{row[column]}' in column '{column}' is not an address.")
        return None
