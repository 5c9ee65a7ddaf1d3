"""`samenhang options`: what every option is, given the choices made, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli.asking import about_choices, dimensions, looked_at, written_as
from samenhang.cli.framework import command as make_command
from samenhang.cli.framework import option
from samenhang.cli.options_text import OptionsText
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Question, Side, prepare
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session


@make_command(
    "options",
    Text(
        "Toon van elke optie of zij nog kan, gegeven de keuzes: gekozen, volgt uit de keuzes, mogelijk, mogelijk met "
        "risico, uitgesloten (met de reden) of niet van toepassing. Als tekst, zonder --dimension of --all: alleen "
        "dimensies waaraan de keuzes iets veranderen.",
        "Show of every option whether it is still possible, given the choices: chosen, follows from the choices, "
        "possible, possible with risk, excluded (with the reason) or not applicable. As text, without --dimension "
        "or --all: only dimensions that the choices change something about.",
    ),
    "samenhang options --set bekostigingsvorm=productiebekostiging --dimension contractniveau,budgetplafond",
    "samenhang options keuzes.yaml --format json",
)
@about_choices
@dimensions(
    "--dimension",
    "names",
    Text(
        "Alleen deze dimensies; herhaalbaar of met komma's.",
        "These dimensions only; repeat it or separate with commas.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    text=Text("Toon als tekst alle dimensies.", "Show all dimensions in text."),
)
@looked_at
@written_as("text", "json")
@click.pass_obj
def command(
    session: Session,
    *,
    file: str | None,
    settings: tuple[str, ...],
    names: tuple[str, ...],
    everything: bool,
    lens: tuple[str, ...],
    day: str | None,
    form: str,
) -> None:
    """Write the state of the options."""
    prepared = prepare(session.samenhang(), Question((Side(settings, file),), lens, day, (names,)))
    chosen = prepared.named[0] or None
    with thinking(session.language):
        states = tuple(coherence.Options(prepared.view, prepared.selection).of(chosen))
    if form == "json":
        document = wire.options(states, prepared.view.catalogue) | wire.ruleset(prepared.view.sha256)
        click.echo(json_text(document))
    else:
        OptionsText(Page(), prepared, session.language).show(states, everything=everything or chosen is not None)
