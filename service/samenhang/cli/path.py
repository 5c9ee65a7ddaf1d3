"""`samenhang path`: how to get from one set of choices to another without a clash on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli import failures, words
from samenhang.cli.asking import looked_at, settings, written_as
from samenhang.cli.describe import Words, counted
from samenhang.cli.framework import argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Prepared, Question, prepare, two_sides
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.coherence import Path, Proof

_FLAGS = Text("--from-set en --to-set", "--from-set and --to-set")
_STEP, _STEPS = Text("stap", "step"), Text("stappen", "steps")
_SAME = Text("Er verandert niets: begin en einde zijn gelijk.", "Nothing changes: start and end are the same.")
_ON_THE_WAY = Text(
    "elke tussenstand kan zonder overtreding worden aangevuld",
    "every state on the way can be filled in without a violation",
)
_IMPOSSIBLE = Text("Er is geen pad.", "There is no path.")
_BROKEN_END = Text("Het begin of het einde gaat zelf al niet samen:", "The start or the end itself cannot go together:")
_BLOCKED = Text("Wat in de weg staat:", "What stands in the way:")
_FILE = Text(
    "JSON of YAML met een 'keuzes'-blok; - leest de standaardinvoer.",
    "JSON or YAML with a 'keuzes' map; - reads standard input.",
)


@make_command(
    "path",
    Text(
        "Zoek het kortste pad van de ene naar de andere combinatie van keuzes: per stap verandert een dimensie (of een "
        "bundel) en elke tussenstand kan zonder overtreding worden aangevuld. De exitcode is 1 als er geen pad is; dan "
        "volgt het bewijs.",
        "Find the shortest path from one combination of choices to another: each step changes one dimension (or one "
        "bundle) and every state on the way can be filled in without a violation. The exit code is 1 when there is no "
        "path; the proof follows.",
    ),
    "samenhang path nu.yaml straks.yaml",
    "samenhang path --from-set contractniveau=output --from-set bekostigingsvorm=productiebekostiging "
    "--to-set contractniveau=outcome --to-set bekostigingsvorm=resultaatbekostiging",
    "samenhang path nu.yaml straks.yaml --bundle contractniveau,bekostigingsvorm",
)
@argument("start", _FILE, metavar="[FROM]", required=False)
@argument("goal", _FILE, metavar="[TO]", required=False)
@settings(
    "--from-set",
    "start_settings",
    Text("Een keuze aan het begin; herhaalbaar.", "One choice at the start; repeat it."),
)
@settings(
    "--to-set", "goal_settings", Text("Een keuze aan het einde; herhaalbaar.", "One choice at the end; repeat it.")
)
@option(
    "--bundle",
    "bundles",
    metavar="DIM,DIM",
    multiple=True,
    text=Text(
        "Dimensies die in een stap samen mogen veranderen; herhaalbaar.",
        "Dimensions that may change together in one step; repeat it.",
    ),
)
@looked_at
@written_as("text", "json")
@click.pass_obj
def command(
    session: Session,
    *,
    start: str | None,
    goal: str | None,
    start_settings: tuple[str, ...],
    goal_settings: tuple[str, ...],
    bundles: tuple[str, ...],
    lens: tuple[str, ...],
    day: str | None,
    form: str,
) -> int:
    """Find a path and return the exit code."""
    sides = two_sides((start, goal), (start_settings, goal_settings), _FLAGS)
    prepared = prepare(session.samenhang(), Question(sides, lens, day, tuple([bundle] for bundle in bundles)))
    before, after = prepared.selections
    with thinking(session.language):
        found = coherence.find_path(prepared.view, before, after, prepared.named)
    if form == "json":
        document = wire.path(found, prepared.view.catalogue) | wire.ruleset(prepared.view.sha256)
        click.echo(json_text(document))
    else:
        _show(Page(), prepared, found, session.language)
    return 0 if found.possible else failures.FINDINGS


def _show(page: Page, prepared: Prepared, found: Path, language: str) -> None:
    said = Words(prepared.view.catalogue, language)
    if found.proof is not None:
        _proof(page, said, found.proof)
        return
    if not found.steps:
        page.line(_SAME.get(language), "bold green")
        return
    page.line(f"{counted(len(found.steps), _STEP, _STEPS, language)}; {_ON_THE_WAY.get(language)}.", "bold green")
    for number, step in enumerate(found.steps, start=1):
        verdict = words.VERDICT_NAMES[step.verdict].get(language)
        then = Text("daarna", "then").get(language)
        page.line()
        page.line(f"{number}.  {then} {verdict}", words.VERDICT_STYLES[step.verdict])
        for change in step.changes:
            page.line(said.change(change), indent=4)


def _proof(page: Page, said: Words, proof: Proof) -> None:
    language = said.language
    page.line(_IMPOSSIBLE.get(language), "bold red")
    if proof.dimensions:
        together = said.dimensions(proof.dimensions)
        states = words.exact(proof.states, language)
        tried = Text(
            f"{together} hangen samen; alle {states} tussenstanden die te bereiken zijn, zijn geprobeerd.",
            f"{together} hang together; all {states} states that can be reached were tried.",
        )
        page.line(tried.get(language))
        if proof.bundle:
            bundle = ",".join(proof.bundle)
            page.line(
                Text(
                    f"Het kan wel als er twee samen veranderen: --bundle {bundle}.",
                    f"It can be done when two change together: --bundle {bundle}.",
                ).get(language)
            )
    page.line()
    page.line((_BLOCKED if proof.dimensions else _BROKEN_END).get(language), "bold")
    for clash in proof.blocked_by:
        page.line()
        said.clash(page, clash)
