"""`samenhang convert`: between the workbook, CSV and RDF forms of a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang.cli.failures import FINDINGS, one_line
from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import patience
from samenhang.cli.template import not_written
from samenhang.cli.words import SEVERITIES
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Severity, Text
from samenhang.validation.tabular.plan import load_plan

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.validation.tabular.convert import Converted

_FORMS = ("ttl", "trig", "nt", "nq", "rdf", "jsonld", "csv", "zip", "xlsx", "map")
_CONVERTING = Text("Er wordt omgezet …", "Converting …")


@make_command(
    "convert",
    Text(
        "Zet een dataset om tussen werkmap (xlsx), CSV (csv, zip of map) en RDF (ttl, trig, nt, nq, rdf, jsonld), "
        "zonder verlies. Wat niet te lezen is staat met zijn plaats op standaardfout; dan is de uitgangscode 1.",
        "Convert a dataset between workbook (xlsx), CSV (csv, zip or folder) and RDF (ttl, trig, nt, nq, rdf, jsonld), "
        "without loss. What cannot be read is on standard error with its place; the exit code is then 1.",
    ),
    "samenhang convert inrichtingen.xlsx inrichtingen.ttl",
    "samenhang convert inrichtingen.ttl inrichtingen.csv",
    "samenhang convert inrichtingen.jsonld bladen.zip",
)
@argument("source", Text("Het bestand dat wordt gelezen.", "The file to read."), metavar="IN")
@argument("target", Text("Het bestand dat wordt geschreven.", "The file to write."), metavar="OUT")
@option(
    "--from",
    "source_form",
    type=OneOf(_FORMS),
    text=Text(
        f"Vorm van IN, als de naam die niet zegt: {', '.join(_FORMS)}.", "Form of IN, when its name does not tell."
    ),
)
@option(
    "--format",
    "target_form",
    type=OneOf(_FORMS),
    text=Text("Vorm van OUT, als de naam die niet zegt.", "Form of OUT, when its name does not tell."),
)
@click.pass_obj
def command(session: Session, *, source: str, target: str, source_form: str | None, target_form: str | None) -> int:
    """Convert a file and return the exit code."""
    path, out = Path(source), Path(target)
    if not path.exists():
        text = Text(f"{source}: dit bestand bestaat niet.", f"{source}: this file does not exist.")
        raise InvalidInputError([Fault("", "onleesbaarBestand", text)])
    if out.exists() and path.samefile(out):
        raise UsageFault(Text("IN en OUT zijn hetzelfde bestand.", "IN and OUT are the same file."))
    # Only here, as it takes long to import.
    from samenhang.validation.tabular.convert import convert, form_of  # noqa: PLC0415

    forms = form_of(path, source_form), form_of(out, target_form)
    samenhang = session.samenhang()
    with patience(_CONVERTING.get(session.language)):
        plan = load_plan(samenhang.store, samenhang.queries, samenhang.catalogue)
        try:
            done = convert(path, out, plan, source_form=forms[0], target_form=forms[1], language=session.language)
        except OSError as error:
            raise not_written(target, error) from None
    _tell(done, session.language)
    unread = any(problem.severity is not Severity.INFO for problem in done.problems)
    return FINDINGS if unread or done.lost else 0


def _tell(done: Converted, language: str) -> None:
    """Write on standard error what could not be read, with its place, and what is good to know."""
    for problem in done.problems:
        severity = SEVERITIES[problem.severity].get(language)
        where = one_line(problem.place.text(language))
        click.echo(f"{where}: {severity}: {one_line(problem.text.get(language))}", err=True)
    for note in done.notes:
        click.echo(one_line(note.get(language)), err=True)
