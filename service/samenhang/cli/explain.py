"""`samenhang explain`: which choices clash, and by which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli import failures
from samenhang.cli.asking import about_choices, looked_at, written_as
from samenhang.cli.describe import Words, counted
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Prepared, Question, Side, prepare
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.coherence import Clash

ONE, MORE = Text("botsing", "clash"), Text("botsingen", "clashes")
_NONE = Text(
    "Geen botsing: deze keuzes kunnen zonder overtreding worden aangevuld.",
    "No clash: these choices can be filled in without a violation.",
)
_EACH = Text(
    "Elke botsing staat op zichzelf: laat er een keuze uit weg en zij is verdwenen.",
    "Each clash stands by itself: leave out one of its choices and it is gone.",
)
_REPAIR = Text("'samenhang repair' stelt oplossingen voor.", "'samenhang repair' proposes solutions.")


@make_command(
    "explain",
    Text(
        "Verklaar welke keuzes botsen: alle kleinste groepen keuzes die niet samengaan, elk met de regels die dat "
        "zeggen. De exitcode is 1 als er een botsing is.",
        "Explain which choices clash: all smallest groups of choices that cannot go together, each with the rules that "
        "say so. The exit code is 1 when there is a clash.",
    ),
    "samenhang explain --set bekostigingsvorm=productiebekostiging --set budgetplafond=geen "
    "--set monitoringIntensiteit=laag",
    "samenhang explain keuzes.yaml --format json",
)
@about_choices
@looked_at
@written_as("text", "json")
@click.pass_obj
def command(
    session: Session, *, file: str | None, settings: tuple[str, ...], lens: tuple[str, ...], day: str | None, form: str
) -> int:
    """Explain the clashes and return the exit code."""
    prepared = prepare(session.samenhang(), Question((Side(settings, file).required(),), lens, day))
    with thinking(session.language):
        clashes = coherence.explain(prepared.view, prepared.selection)
    if form == "json":
        document = wire.clashes(clashes, prepared.view.catalogue) | wire.ruleset(prepared.view.sha256)
        click.echo(json_text(document))
    else:
        _show(Page(), prepared, clashes, session.language)
    return failures.FINDINGS if clashes else 0


def _show(page: Page, prepared: Prepared, clashes: tuple[Clash, ...], language: str) -> None:
    if not clashes:
        page.line(_NONE.get(language), "bold green")
        return
    page.line(f"{counted(len(clashes), ONE, MORE, language)}.", "bold red")
    said = Words(prepared.view.catalogue, language)
    for number, clash in enumerate(clashes, start=1):
        page.line()
        page.line(f"{number}.", "bold")
        said.clash(page, clash)
    page.line()
    page.line(f"{_EACH.get(language)} {_REPAIR.get(language)}")
