"""`samenhang repair`: the smallest changes that make choices go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli import failures, words
from samenhang.cli.asking import about_choices, dimensions, looked_at, written_as
from samenhang.cli.describe import Words, counted
from samenhang.cli.framework import WholeNumber, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Question, Side, prepare
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.coherence import Proposal, Repairs

_SHOWN = 5
_MOST = 50
_ONE, _MORE = Text("voorstel", "proposal"), Text("voorstellen", "proposals")
_CHANGE, _CHANGES = Text("wijziging", "change"), Text("wijzigingen", "changes")
_WARNING, _WARNINGS = Text("waarschuwing", "warning"), Text("waarschuwingen", "warnings")
_NOTHING = Text(
    "Er hoeft niets te veranderen: deze keuzes kunnen zonder overtreding worden aangevuld.",
    "Nothing has to change: these choices can be filled in without a violation.",
)
_IMPOSSIBLE = Text(
    "Dit is niet te herstellen zonder iets te wijzigen dat vast staat. Het bewijs:",
    "This cannot be repaired without changing what must stay. The proof:",
)
_SMALLEST = Text("de kleinste en lichtste eerst", "the smallest and lightest first")
_THEN = Text("daarna", "then")


@make_command(
    "repair",
    Text(
        "Stel de kleinste wijzigingen voor die de keuzes weer laten samengaan. De exitcode is 1 als dat niet kan.",
        "Propose the smallest changes that let the choices go together again. The exit code is 1 when there is no way.",
    ),
    "samenhang repair --set bekostigingsvorm=productiebekostiging --set budgetplafond=geen "
    "--set monitoringIntensiteit=laag --keep bekostigingsvorm",
)
@about_choices
@dimensions(
    "--keep",
    "keep",
    Text(
        "Dimensies die niet mogen veranderen; herhaalbaar of met komma's.",
        "Dimensions that must not change; repeat it or separate with commas.",
    ),
)
@option(
    "--amount",
    metavar="N",
    type=WholeNumber(1, _MOST),
    default=_SHOWN,
    text=Text(f"Hoeveel voorstellen hoogstens; {_SHOWN}.", f"How many proposals at most; {_SHOWN}."),
)
@looked_at
@written_as("text", "json")
@click.pass_obj
def command(
    session: Session,
    *,
    file: str | None,
    settings: tuple[str, ...],
    keep: tuple[str, ...],
    amount: int,
    lens: tuple[str, ...],
    day: str | None,
    form: str,
) -> int:
    """Propose repairs and return the exit code."""
    prepared = prepare(session.samenhang(), Question((Side(settings, file).required(),), lens, day, (keep,)))
    with thinking(session.language):
        found = coherence.repair(prepared.view, prepared.selection, prepared.named[0], amount)
    if form == "json":
        document = wire.repairs(found, prepared.view.catalogue) | wire.ruleset(prepared.view.sha256)
        click.echo(json_text(document))
    else:
        _show(Page(), Words(prepared.view.catalogue, session.language), found, amount)
    return 0 if found.proposals else failures.FINDINGS


def _show(page: Page, said: Words, found: Repairs, amount: int) -> None:
    language = said.language
    if not found.proposals:
        page.line(_IMPOSSIBLE.get(language), "bold red")
        for clash in found.impossible:
            page.line()
            said.clash(page, clash)
        return
    if not found.proposals[0].changes:
        page.line(_NOTHING.get(language), "bold green")
        return
    page.line(f"{counted(len(found.proposals), _ONE, _MORE, language)}, {_SMALLEST.get(language)}.", "bold")
    for number, proposal in enumerate(found.proposals, start=1):
        page.line()
        page.line(f"{number}.  {_outcome(proposal, language)}", words.VERDICT_STYLES[proposal.verdict])
        for change in proposal.changes:
            page.line(said.change(change), indent=4)
    page.line()
    page.line(_how_many(len(found.proposals), amount).get(language))


def _outcome(proposal: Proposal, language: str) -> str:
    changes = counted(len(proposal.changes), _CHANGE, _CHANGES, language)
    verdict = words.VERDICT_NAMES[proposal.verdict].get(language)
    warnings = f" ({counted(proposal.warnings, _WARNING, _WARNINGS, language)})" if proposal.warnings else ""
    return f"{changes}, {_THEN.get(language)} {verdict}{warnings}"


def _how_many(shown: int, amount: int) -> Text:
    if shown < amount:
        return Text("Dit zijn alle voorstellen.", "These are all proposals.")
    if amount == _MOST:
        return Text(
            f"Er zijn er mogelijk meer dan {_MOST}; leg met --keep vast wat moet blijven.",
            f"There may be more than {_MOST}; say with --keep what must stay.",
        )
    return Text(
        f"Er zijn er mogelijk meer: vraag ze met --amount (hoogstens {_MOST}), of leg met --keep vast wat moet "
        "blijven.",
        f"There may be more: ask for them with --amount (at most {_MOST}), or say with --keep what must stay.",
    )
