"""`samenhang publish`: checks a file and shares it as a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenhang.cli.dataset_access import ServiceProblemError, Where, where
from samenhang.cli.failures import FINDINGS, one_line
from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, patience
from samenhang.cli.words import SEVERITIES
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Severity, Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session

    Data = dict[str, Any]

_CHECKING = Text("Wordt getoetst en gepubliceerd …", "Being checked and published …")
_SHOWN = 50
_TYPES = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@make_command(
    "publish",
    Text(
        "Toets een bestand en deel het als gegevensset: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, CSV, XLSX. "
        "Eerdere versies blijven. Uitgangscode 1: geweigerd, met het rapport.",
        "Check a file and share it as a dataset: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, CSV or XLSX. "
        "Earlier versions stay. Exit code 1: refused, with the report.",
    ),
    "samenhang publish regio.xlsx --dataset regio --url https://samenhang.example",
    "samenhang publish regio.ttl --dataset regio --data-dir /var/lib/samenhang --meta titel='Regio Zuid'",
)
@argument("file", Text("Het bestand.", "The file."), metavar="FILE")
@option(
    "--dataset", "name", metavar="NAME", required=True, text=Text("Naam van de gegevensset.", "Name of the dataset.")
)
@option(
    "--meta",
    multiple=True,
    metavar="KEY=VALUE",
    text=Text("Metagegeven, zoals titel=…; herhaalbaar.", "Metadata, such as titel=…; repeat it."),
)
@option("--strict", is_flag=True, text=Text("Weiger ook wat niet samengaat.", "Refuse also what does not go together."))
@option(
    "--if-match",
    metavar="TAG",
    text=Text("Alleen als de gegevensset op deze ETag staat.", "Only when the dataset is at this ETag."),
)
@option("--new", is_flag=True, text=Text("Alleen als zij nog niet bestaat.", "Only when it does not exist yet."))
@option("--format", "form", type=OneOf(["text", "json"]), default="text", text=Text("Vorm; text.", "Form; text."))
@where
@click.pass_obj
def command(
    session: Session,
    *,
    file: str,
    name: str,
    meta: tuple[str, ...],
    strict: bool,
    if_match: str | None,
    new: bool,
    form: str,
    url: str | None,
    token: str | None,
    data_dir: str | None,
    store_url: str | None,
) -> int:
    """Publish a file and return the exit code."""
    path, place = existing(file), Where(url, token, data_dir, store_url)
    given, conditions = _pairs(meta), _conditions(if_match, new=new)
    if place.url is not None:
        data = _over_http(session, place, path, (name, given, strict, conditions))
    else:
        data = _locally(session, place, path, (name, given, strict, conditions))
    if form == "json":
        click.echo(json_text(data))
    else:
        _show(data, session.language)
    return 0 if data.get("versie") else FINDINGS


def _over_http(
    session: Session, place: Where, path: Path, wish: tuple[str, dict[str, str], bool, dict[str, str]]
) -> Data:
    name, given, strict, conditions = wish
    kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    query = {**given, "bestandsnaam": path.name} | ({"streng": "true"} if strict else {})
    with place.client(session.language) as client:
        try:
            return client.send_file(
                "PUT", f"/v1/gegevenssets/{name}", path, params=query, headers={"content-type": kind, **conditions}
            )
        except ServiceProblemError as error:
            if "rapport" in error.problem:
                return error.problem
            raise


def _locally(
    session: Session, place: Where, path: Path, wish: tuple[str, dict[str, str], bool, dict[str, str]]
) -> Data:
    # Only here, as it takes long to import.
    from samenhang.datasets.conditions import condition_of  # noqa: PLC0415
    from samenhang.datasets.errors import DatasetRefusedError  # noqa: PLC0415
    from samenhang.datasets.history import Actor  # noqa: PLC0415
    from samenhang.datasets.metadata import read_metadata  # noqa: PLC0415
    from samenhang.datasets.shown import record_data  # noqa: PLC0415

    name, given, strict, conditions = wish
    condition = condition_of(conditions.get("if-match"), conditions.get("if-none-match"))
    description = read_metadata(given)
    with patience(_CHECKING.get(session.language)), place.datasets(make=True) as datasets:
        try:
            prepared = datasets.prepare(
                name,
                path,
                file_name=path.name,
                media_type=_TYPES.get(path.suffix.lower()),
                given=description,
                actor=Actor("opdrachtregel"),
                condition=condition,
                strict=strict,
            )
        except DatasetRefusedError as error:
            return {"detail": error.text.get(session.language), "rapport": error.report}
        outcome = datasets.commit(prepared, condition)
    version = outcome.history.require()
    return record_data(outcome.history, version) | {"nieuweVersie": outcome.changed, "rapport": outcome.report}


def _show(data: Data, language: str) -> None:
    page = Page()
    report = data.get("rapport") or {}
    if data.get("versie"):
        said = Text("gepubliceerd", "published") if data["nieuweVersie"] else Text("stond er al", "was there already")
        head = Text("Gegevensset '{}', versie {}: ", "Dataset '{}', version {}: ").get(language)
        page.line(f"{head.format(data['naam'], data['versie'])}{said.get(language)}.")
        page.field("sha256", [data["sha256"]])
        page.field("ETag", [data["etag"]])
    else:
        page.line(one_line(str(data["detail"])), "bold")
    counts = report.get("aantallen", {})
    if counts:
        words = ", ".join(f"{counts.get(s.value, 0)} {SEVERITIES[s].get(language)}" for s in Severity)
        page.field(Text("Toets", "Check").get(language), [words])
    if not data.get("versie"):
        for finding in report.get("bevindingen", [])[:_SHOWN]:
            where = _place(finding.get("plaats") or {}, language) or finding.get("record") or ""
            page.line(one_line(f"{where}: {finding['regel']}: {finding['boodschap'][language]}"), indent=2)


def _place(data: Data, language: str) -> str:
    """Return a place as people name it: `Inrichtingen!H7`, or `line 3, column 14`."""
    if "cel" in data:
        return f"{data['blad']}!{data['cel']}" if "blad" in data else str(data["cel"])
    words = {"regel": Text("regel", "line"), "kolom": Text("kolom", "column"), "veld": Text("kolom", "column")}
    named = "veld" if "veld" in data else "kolom"
    return ", ".join(f"{words[key].get(language)} {data[key]}" for key in ("regel", named) if key in data)


def existing(file: str) -> Path:
    """Return the path of a file; InvalidInputError when there is none."""
    path = Path(file)
    if not path.is_file():
        text = Text(f"{file}: dit bestand bestaat niet.", f"{file}: this file does not exist.")
        raise InvalidInputError([Fault("", "onleesbaarBestand", text)])
    return path


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise UsageFault(
                Text(f"--meta vraagt sleutel=waarde, niet '{value}'.", f"--meta takes key=value, not '{value}'.")
            )
        found[key.strip()] = text
    return found


def _conditions(if_match: str | None, *, new: bool) -> dict[str, str]:
    found = {"if-none-match": "*"} if new else {}
    if if_match is not None:
        found["if-match"] = if_match if if_match.startswith('"') or if_match == "*" else f'"{if_match}"'
    return found
