"""`samenhang sample`: coherent combinations drawn at random, each as likely as any other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import click

from samenhang import coherence, wire
from samenhang.cli import words
from samenhang.cli.asking import about_choices, dimensions, looked_at, written_as
from samenhang.cli.combinations import note_numbers, require_over, show_standing
from samenhang.cli.describe import Words
from samenhang.cli.framework import WholeNumber, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Prepared, Question, Side, prepare
from samenhang.cli.streams import write_csv, write_ndjson
from samenhang.cli.table import show_table
from samenhang.model import Text

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.coherence import Combination, Combinations

_DRAWN = 10
_MOST = 10_000
_LARGEST_SEED = 2**53 - 1


@make_command(
    "sample",
    Text(
        "Trek willekeurige samenhangende combinaties over een paar dimensies, gegeven de keuzes die er al zijn. Elke "
        "combinatie heeft dezelfde kans; een combinatie kan vaker voorkomen. Met --seed is een trekking herhaalbaar.",
        "Draw random coherent combinations over some dimensions, given the choices already made. Each combination is "
        "as likely as any other; one may come up more than once. With --seed a draw can be repeated.",
    ),
    "samenhang sample --over bekostigingsvorm,contractniveau --amount 5 --seed 1",
)
@about_choices
@dimensions(
    "--over",
    "over",
    Text(
        "Over welke dimensies; herhaalbaar of met komma's.", "Over which dimensions; repeat it or separate with commas."
    ),
)
@looked_at
@option(
    "--amount",
    metavar="N",
    type=WholeNumber(1, _MOST),
    default=_DRAWN,
    text=Text(f"Hoeveel er worden getrokken; {_DRAWN}.", f"How many are drawn; {_DRAWN}."),
)
@option(
    "--seed",
    metavar="S",
    type=WholeNumber(0, _LARGEST_SEED),
    text=Text("Een getal dat de trekking herhaalbaar maakt.", "A number that makes the draw repeatable."),
)
@written_as("table", "csv", "json", "ndjson")
@click.pass_obj
def command(
    session: Session,
    *,
    file: str | None,
    settings: tuple[str, ...],
    over: tuple[str, ...],
    lens: tuple[str, ...],
    day: str | None,
    amount: int,
    seed: int | None,
    form: str,
) -> None:
    """Draw combinations and write them."""
    require_over(over)
    prepared = prepare(session.samenhang(), Question((Side(settings, file),), lens, day, (over,)))
    with thinking(session.language):
        found = coherence.Combinations(prepared.view, prepared.selection, prepared.named[0])
    number = seed if seed is not None else random.randrange(_LARGEST_SEED)  # noqa: S311 -- names a draw, keeps no secret
    drawn = found.sample(amount, number)
    catalogue, over, selection = prepared.view.catalogue, prepared.named[0], prepared.selection
    if form == "csv":
        rows = (wire.combination_row(c, catalogue, over, selection) for c in drawn)
        write_csv(wire.combination_columns(over), rows)
    elif form == "ndjson":
        write_ndjson(wire.combination(c, catalogue, over, selection) for c in drawn)
    elif form == "json":
        click.echo(json_text(_document(prepared, found, drawn, number)))
    else:
        _table(session, prepared, found, drawn, number)


def _document(prepared: Prepared, found: Combinations, drawn: list[Combination], seed: int) -> dict[str, object]:
    catalogue, selection = prepared.view.catalogue, prepared.selection
    data = wire.sample(drawn, catalogue, prepared.named[0], selection)
    if not found.count:
        data |= wire.clashes(coherence.explain(prepared.view, selection), catalogue)
    return data | {"aantalCombinaties": str(found.count), "zaad": seed} | wire.ruleset(prepared.view.sha256)


def _table(session: Session, prepared: Prepared, found: Combinations, drawn: list[Combination], seed: int) -> None:
    page, language, over = Page(), session.language, prepared.named[0]
    said = Words(prepared.view.catalogue, language)
    drawing = Text(
        f"{len(drawn)} keer getrokken uit {words.exact(found.count, 'nl')} samenhangende combinaties over "
        f"{said.dimensions(over)}.",
        f"Drawn {len(drawn)} times from {words.exact(found.count, 'en')} coherent combinations over "
        f"{said.dimensions(over)}.",
    )
    page.line(drawing.get(language), "bold")
    if not found.count:
        show_standing(page, said, prepared)
        return
    page.line()
    rows = [wire.combination_row(c, prepared.view.catalogue, over, prepared.selection) for c in drawn]
    verdicts = [words.VERDICT_NAMES[c.verdict].get(language) for c in drawn]
    columns = (*over, Text("oordeel", "verdict").get(language), Text("waarschuwingen", "warnings").get(language))
    show_table(page, columns, [(*r[:-2], v, r[-1]) for r, v in zip(rows, verdicts, strict=True)])
    page.line()
    note_numbers(page, said, over)
    page.line(Text(f"--seed {seed} trekt dezelfde.", f"--seed {seed} draws the same.").get(language))
