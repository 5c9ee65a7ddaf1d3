"""`samenhang combinations`: how many coherent combinations there are over some dimensions, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samenhang import coherence, wire
from samenhang.cli import words
from samenhang.cli.asking import about_choices, dimensions, looked_at, written_as
from samenhang.cli.describe import Words, counted
from samenhang.cli.framework import UsageFault, WholeNumber, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text, thinking
from samenhang.cli.selections import Prepared, Question, Side, prepare
from samenhang.cli.streams import with_progress, write_csv, write_ndjson
from samenhang.cli.table import show_table
from samenhang.model import AnswerKind, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.cli.session import Session
    from samenhang.coherence import Combination, Combinations
    from samenhang.rules import Catalogue

SHOWN = 20
_MOST = 10**12
_THRESHOLDS = {"violation": Severity.VIOLATION, "warning": Severity.WARNING}
_ONE = Text("samenhangende combinatie", "coherent combination")
_MORE = Text("samenhangende combinaties", "coherent combinations")
_WRITING = Text("Combinaties", "Combinations")
_VERDICT = Text("oordeel", "verdict")
_WARNINGS = Text("waarschuwingen", "warnings")
_STANDING = Text(
    "Er is er geen, want deze keuzes gaan niet samen:", "There is none, for these choices cannot go together:"
)
_NUMBERS = Text(
    "Een getal staat voor alle getallen waarover de regels hetzelfde zeggen.",
    "A number stands for all numbers of which the rules say the same.",
)
_NONE = Text("Er is er geen.", "There is none.")


@make_command(
    "combinations",
    Text(
        "Tel en toon de samenhangende combinaties over een paar dimensies, gegeven de keuzes die er al zijn; die met "
        "de minste waarschuwingen eerst. Een combinatie is samenhangend als de rest zonder overtreding kan worden "
        "ingevuld.",
        "Count and show the coherent combinations over some dimensions, given the choices already made; those with the "
        "fewest warnings first. A combination is coherent when the rest can be filled in without a violation.",
    ),
    "samenhang combinations --over bekostigingsvorm,contractniveau",
    "samenhang combinations --over budgetplafond,monitoringIntensiteit --set bekostigingsvorm=productiebekostiging",
    "samenhang combinations --over bekostigingsvorm,contractniveau --format csv > combinaties.csv",
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
    "--limit",
    metavar="N",
    type=WholeNumber(0, _MOST),
    text=Text(
        f"Hoeveel er worden getoond; 0 is alle. Standaard {SHOWN} als table en json, alle als csv en ndjson.",
        f"How many are shown; 0 means all. By default {SHOWN} as table and json, all as csv and ndjson.",
    ),
)
@option(
    "--threshold",
    type=click.Choice(tuple(_THRESHOLDS)),
    default="violation",
    text=Text(
        "Wat een combinatie uitsluit: een overtreding, of ook een waarschuwing.",
        "What leaves a combination out: a violation, or a warning too.",
    ),
)
@option("--count", "only_count", is_flag=True, text=Text("Toon alleen het aantal.", "Show only how many there are."))
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
    limit: int | None,
    threshold: str,
    only_count: bool,
    form: str,
) -> None:
    """Count the combinations and write as many as were asked for."""
    require_over(over)
    prepared = prepare(session.samenhang(), Question((Side(settings, file),), lens, day, (over,)))
    with thinking(session.language):
        found = coherence.Combinations(prepared.view, prepared.selection, prepared.named[0], _THRESHOLDS[threshold])
    if only_count:
        click.echo(json_text({"aantal": str(found.count)}) if form == "json" else str(found.count))
        return
    default = SHOWN if form in {"table", "json"} else 0
    _Answer(session, prepared, found, default if limit is None else limit).write(form)


def require_over(over: tuple[str, ...]) -> None:
    """Refuse a question that names no dimensions."""
    if not "".join(over).strip(", "):
        raise UsageFault(Text("Noem met --over de dimensies.", "Name the dimensions with --over."))


class _Answer:
    def __init__(self, session: Session, prepared: Prepared, found: Combinations, limit: int) -> None:
        self._language = session.language
        self._asked = prepared
        self._found = found
        self._over = prepared.named[0]
        self._limit = limit
        self.shown = min(found.count, limit) if limit else found.count

    @property
    def _catalogue(self) -> Catalogue:
        return self._asked.view.catalogue

    def write(self, form: str) -> None:
        combinations = self._found.slice(0, self.shown)
        if form == "table":
            self._table(combinations)
            return
        watched = with_progress(combinations, self.shown, _WRITING.get(self._language))
        if form == "csv":
            columns = wire.combination_columns(self._over)
            rows = (wire.combination_row(c, self._catalogue, self._over, self._asked.selection) for c in watched)
            write_csv(columns, rows)
        elif form == "ndjson":
            write_ndjson(self._data(c) for c in watched)
        else:
            click.echo(json_text(self._document(watched)))
        if self.shown < self._found.count:
            click.echo(self._cut().get(self._language), err=True)

    def _data(self, combination: Combination) -> dict[str, Any]:
        return wire.combination(combination, self._catalogue, self._over, self._asked.selection)

    def _document(self, combinations: Iterable[Combination]) -> dict[str, Any]:
        listed = [self._data(c) for c in combinations]
        head = {
            "aantal": str(self._found.count),
            "page": 1,
            "pageSize": self._limit or self.shown,
            "combinaties": listed,
        }
        return head | _standing(self._asked, self._found) | wire.ruleset(self._asked.view.sha256)

    def _table(self, combinations: Iterator[Combination]) -> None:
        page, language = Page(), self._language
        said = Words(self._catalogue, language)
        number = counted(self._found.count, _ONE, _MORE, language)
        over = Text("over", "over").get(language)
        page.line(f"{number} {over} {said.dimensions(self._over)}.", "bold")
        if not self._found.count:
            show_standing(page, said, self._asked)
            return
        page.line()
        columns = (*self._over, _VERDICT.get(language), _WARNINGS.get(language))
        show_table(page, columns, (self._row(c) for c in combinations))
        page.line()
        note_numbers(page, said, self._over)
        page.line(self._cut().get(language) if self.shown < self._found.count else self._all().get(language))

    def _row(self, combination: Combination) -> tuple[str, ...]:
        cells = wire.combination_row(combination, self._catalogue, self._over, self._asked.selection)
        return (*cells[: len(self._over)], words.VERDICT_NAMES[combination.verdict].get(self._language), cells[-1])

    def _cut(self) -> Text:
        shown, total = (tuple(words.exact(n, lang) for lang in ("nl", "en")) for n in (self.shown, self._found.count))
        return Text(
            f"{shown[0]} van {total[0]} getoond, de lichtste eerst. --limit 0 toont ze alle.",
            f"{shown[1]} of {total[1]} shown, the lightest first. --limit 0 shows them all.",
        )

    def _all(self) -> Text:
        return Text("Dit zijn ze alle, de lichtste eerst.", "These are all of them, the lightest first.")


def note_numbers(page: Page, said: Words, over: Iterable[str]) -> None:
    """Write what a number in a combination stands for, when there are any."""
    if any(said.catalogue.dimensions[name].kind is AnswerKind.NUMBER for name in over):
        page.line(_NUMBERS.get(said.language))


def _standing(prepared: Prepared, found: Combinations) -> dict[str, Any]:
    if found.count:
        return {}
    return wire.clashes(coherence.explain(prepared.view, prepared.selection), prepared.view.catalogue)


def show_standing(page: Page, said: Words, prepared: Prepared) -> None:
    """Write why there is no combination at all."""
    clashes = coherence.explain(prepared.view, prepared.selection)
    page.line((_STANDING if clashes else _NONE).get(said.language))
    for clash in clashes:
        page.line()
        said.clash(page, clash)
