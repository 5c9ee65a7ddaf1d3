"""`samenhang compare`: two sets of choices side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli import words
from samenhang.cli.asking import looked_at, settings, written_as
from samenhang.cli.describe import Words, counted
from samenhang.cli.framework import argument
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.cli.selections import Prepared, Question, prepare, two_sides
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.coherence import Comparison
    from samenhang.model import Finding

_FLAGS = Text("--a-set en --b-set", "--a-set and --b-set")
_FILE = Text(
    "JSON of YAML met een 'keuzes'-blok; - leest de standaardinvoer.",
    "JSON or YAML with a 'keuzes' map; - reads standard input.",
)
_SAME = Text("A en B zijn gelijk.", "A and B are the same.")
_DIFFERENCE, _DIFFERENCES = Text("verschil", "difference"), Text("verschillen", "differences")
_GAINED = Text("Alleen bij B:", "With B only:")
_LOST = Text("Alleen bij A, dus weg bij B:", "With A only, so gone with B:")
_UNCHANGED = Text("De bevindingen zijn dezelfde.", "The findings are the same.")


@make_command(
    "compare",
    Text(
        "Zet twee combinaties van keuzes naast elkaar: wat verschilt, en welke bevindingen heeft B meer en minder "
        "dan A.",
        "Put two combinations of choices side by side: what differs, and which findings B has more and less than A.",
    ),
    "samenhang compare nu.yaml straks.yaml",
    "samenhang compare nu.yaml --b-set bekostigingsvorm=lumpsum",
)
@argument("first", _FILE, metavar="[A]", required=False)
@argument("second", _FILE, metavar="[B]", required=False)
@settings("--a-set", "first_settings", Text("Een keuze in A; herhaalbaar.", "One choice in A; repeat it."))
@settings("--b-set", "second_settings", Text("Een keuze in B; herhaalbaar.", "One choice in B; repeat it."))
@looked_at
@written_as("text", "json")
@click.pass_obj
def command(
    session: Session,
    *,
    first: str | None,
    second: str | None,
    first_settings: tuple[str, ...],
    second_settings: tuple[str, ...],
    lens: tuple[str, ...],
    day: str | None,
    form: str,
) -> None:
    """Compare two selections."""
    sides = two_sides((first, second), (first_settings, second_settings), _FLAGS)
    prepared = prepare(session.samenhang(), Question(sides, lens, day))
    found = coherence.compare(prepared.view, *prepared.selections)
    if form == "json":
        document = wire.comparison(found, prepared.view.catalogue) | wire.ruleset(prepared.view.sha256)
        click.echo(json_text(document))
    else:
        _show(Page(), prepared, found, session.language)


def _show(page: Page, prepared: Prepared, found: Comparison, language: str) -> None:
    said = Words(prepared.view.catalogue, language)
    for name, selection in zip("AB", prepared.selections, strict=True):
        verdict = coherence.check(prepared.view, selection).verdict
        page.line(f"{name}: {words.VERDICT_NAMES[verdict].get(language)}", words.VERDICT_STYLES[verdict])
    page.line()
    if not found.differences:
        page.line(_SAME.get(language))
        return
    page.line(f"{counted(len(found.differences), _DIFFERENCE, _DIFFERENCES, language)} (A → B):", "bold")
    for change in found.differences:
        page.line(said.change(change), indent=2)
    page.line()
    if not found.gained and not found.lost:
        page.line(_UNCHANGED.get(language))
    _findings(page, said, _GAINED, found.gained)
    _findings(page, said, _LOST, found.lost)


def _findings(page: Page, said: Words, title: Text, findings: tuple[Finding, ...]) -> None:
    if findings:
        page.line(title.get(said.language), "bold")
    for finding in findings:
        said.finding(page, finding)
