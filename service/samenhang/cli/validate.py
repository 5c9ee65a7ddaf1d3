"""`samenhang validate`: files with arrangements, contracts and statements against every rule and shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang.cli.asking import looked_at
from samenhang.cli.failures import FINDINGS
from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.model import Severity, Text
from samenhang.validation.reporting.forms import FORMS

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.validation.results import Report

_THRESHOLDS = {"violation": Severity.VIOLATION, "warning": Severity.WARNING, "info": Severity.INFO}
_HEAVIEST_FIRST = (Severity.VIOLATION, Severity.WARNING, Severity.INFO)
_COMPARED = ("text", "json", "html")
_KINDS = {
    "ttl": "text/turtle",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@make_command(
    "validate",
    Text(
        "Valideer bestanden met inrichtingen, contracten en vaststellingen: Turtle, TriG, N-Triples, N-Quads, RDF/XML, "
        "JSON-LD, CSV (ook een map of zip) en XLSX. Elke bevinding zegt wat er is, waarom, wat te doen en waar het "
        "staat. De exitcode is 1 als een bevinding zwaar genoeg weegt, 2 als een bestand niet te lezen is en anders 0.",
        "Validate files with arrangements, contracts and statements: Turtle, TriG, N-Triples, N-Quads, RDF/XML, "
        "JSON-LD, CSV (a folder or zip too) and XLSX. Every finding says what there is, why, what to do and where it "
        "stands. The exit code is 1 when a finding weighs enough, 2 when a file cannot be read and else 0.",
    ),
    "samenhang validate inrichtingen.xlsx",
    "samenhang validate inrichtingen.xlsx -o nagekeken.xlsx",
    "samenhang validate regio.ttl contracten.csv --format sarif -o rapport.sarif --fail-on warning",
    "samenhang validate nieuw.xlsx --against oud.xlsx",
    "cat regio.ttl | samenhang validate - --from ttl --shapes eigen.ttl",
)
@argument(
    "files",
    Text(
        "De bestanden, als een dataset getoetst; - leest de standaardinvoer.",
        "The files, checked as one dataset; - reads standard input.",
    ),
    nargs=-1,
    required=True,
    metavar="FILE...",
)
@option(
    "--format",
    "form",
    type=OneOf(list(FORMS)),
    text=Text(
        f"Vorm van het rapport: {', '.join(FORMS)}; text, of wat de naam na -o zegt.",
        "Form of the report; text, or what the name after -o says.",
    ),
)
@option("-o", "--output", "out", metavar="OUT", text=Text("Schrijf het rapport hierheen.", "Write the report here."))
@option(
    "--fail-on",
    type=OneOf(list(_THRESHOLDS)),
    default="violation",
    text=Text("Vanaf welke ernst de exitcode 1 is; violation.", "Severity from which the exit code is 1; violation."),
)
@option(
    "--shapes",
    metavar="FILE",
    multiple=True,
    text=Text(
        "Eigen SHACL-shapes, naast die van Samenhang; herhaalbaar.", "Your own SHACL shapes beside ours; repeat it."
    ),
)
@option(
    "--against",
    metavar="OLD",
    text=Text(
        "Toon wat er verandert ten opzichte van een eerder bestand, of een eerder rapport in JSON (text, json, html).",
        "Show what changes against an earlier file, or an earlier report in JSON (text, json, html).",
    ),
)
@option(
    "--from",
    "kind",
    type=OneOf(list(_KINDS)),
    text=Text(
        f"Vorm van de bestanden, als de naam die niet zegt: {', '.join(_KINDS)}.",
        "Form of the files, when their names do not tell.",
    ),
)
@looked_at
@click.pass_obj
def command(
    session: Session,
    *,
    files: tuple[str, ...],
    form: str | None,
    out: str | None,
    fail_on: str,
    shapes: tuple[str, ...],
    against: str | None,
    kind: str | None,
    lens: tuple[str, ...],
    day: str | None,
) -> int:
    """Validate the files, write the report and return the exit code."""
    # Only here, as these take long to import and a wrong option is told at once.
    from samenhang.cli.validating import Request, run  # noqa: PLC0415

    request = Request(
        files=files,
        form=_form(form, out, _COMPARED if against is not None else tuple(FORMS)),
        out=None if out is None else Path(out),
        shapes=shapes,
        against=against,
        media_type=None if kind is None else _KINDS[kind],
        lens=lens,
        day=day,
        threshold=_THRESHOLDS[fail_on],
    )
    return FINDINGS if weighs(run(session, request), _THRESHOLDS[fail_on]) else 0


def weighs(report: Report, threshold: Severity) -> bool:
    """Tell whether there is a finding at least as heavy as the threshold."""
    return any(report.count(severity) for severity in _HEAVIEST_FIRST[: _HEAVIEST_FIRST.index(threshold) + 1])


def _form(form: str | None, out: str | None, possible: tuple[str, ...]) -> str:
    """Return the form that is asked for, by its name or by that of the file; UsageFault when there is none."""
    found = _named(form, out)
    if found not in possible:
        listed = ", ".join(possible)
        raise UsageFault(
            Text(
                f"Een verschil (--against) is er niet als {found}. Kies uit {listed}.",
                f"A difference (--against) cannot be had as {found}. Choose from {listed}.",
            )
        )
    return found


def _named(form: str | None, out: str | None) -> str:
    if form is not None or out is None:
        return form or "text"
    suffix = Path(out).suffix.lower()
    found = next((known.name for known in FORMS.values() if known.suffix == suffix), None)
    if found is None:
        raise UsageFault(
            Text(
                f"Aan '{out}' is de vorm van het rapport niet te zien. Geef --format.",
                f"'{out}' does not tell the form of the report. Give --format.",
            )
        )
    return found
