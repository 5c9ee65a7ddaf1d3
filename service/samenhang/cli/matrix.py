"""`samenhang matrix`: which options go together, pair by pair."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

import click

from samenhang import coherence, wire
from samenhang.cli import words
from samenhang.cli.asking import about_choices, dimensions, looked_at, written_as
from samenhang.cli.describe import Words
from samenhang.cli.framework import UsageFault, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page
from samenhang.cli.selections import Prepared, Question, Side, prepare
from samenhang.cli.streams import with_progress, write_csv, write_json_list, write_ndjson
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenhang.cli.session import Session
    from samenhang.coherence import Pair
    from samenhang.rules import Catalogue

_WRITING = Text("Paren", "Pairs")


@make_command(
    "matrix",
    Text(
        "Toon van elk paar opties of zij samengaan, risico geven of botsen, en door welke regels; gegeven de keuzes "
        "die er al zijn. Als table alleen paren met risico of een botsing, tenzij --all; de totalen staan eronder.",
        "Show of every pair of options whether they go together, bring risk or clash, and by which rules; given the "
        "choices already made. As table only pairs with risk or a clash, unless --all; the totals stand below.",
    ),
    "samenhang matrix --dimension bekostigingsvorm,contractniveau",
    "samenhang matrix --format csv > paren.csv",
)
@about_choices
@dimensions(
    "--dimension",
    "names",
    Text(
        "Paren van deze dimensies; herhaalbaar of met komma's. Standaard de kerndimensies.",
        "Pairs of these dimensions; repeat it or separate with commas. By default the core dimensions.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    text=Text("Toon als table ook paren die samengaan.", "Show in the table also pairs that go together."),
)
@looked_at
@written_as("table", "csv", "json", "ndjson")
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
    """Write the pairs."""
    prepared = prepare(session.samenhang(), Question((Side(settings, file),), lens, day, (names,)))
    chosen = _chosen(prepared, prepared.named[0])
    total = _count(prepared.view.catalogue, chosen)
    found = coherence.matrix(prepared.view, prepared.selection, chosen)
    pairs = with_progress(found, total, _WRITING.get(session.language))
    if form == "csv":
        write_csv(wire.PAIR_COLUMNS, (wire.pair_row(pair) for pair in pairs))
    elif form == "ndjson":
        write_ndjson(wire.pair(pair) for pair in pairs)
    elif form == "json":
        head: dict[str, Any] = {"dimensies": list(chosen), "aantal": str(total)}
        head |= wire.ruleset(prepared.view.sha256)
        write_json_list(head, "paren", (wire.pair(pair) for pair in pairs))
    else:
        _table(Page(), prepared, pairs, session.language, everything=everything)


def _chosen(prepared: Prepared, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the dimensions to pair, the core dimensions when none are named."""
    dimensions = prepared.view.catalogue.dimensions
    faults = [_no_options(name) for name in names if not dimensions[name].options]
    if faults:
        raise InvalidInputError(faults)
    if len(names) == 1:
        raise UsageFault(Text("Noem minstens twee dimensies.", "Name at least two dimensions."))
    return names or tuple(d.id for d in dimensions.values() if d.core and d.options)


def _no_options(name: str) -> Fault:
    text = Text(f"'{name}' is een getal en heeft geen opties.", f"'{name}' is a number and has no options.")
    return Fault("/dimensies", "geenOpties", text)


def _count(catalogue: Catalogue, names: Iterable[str]) -> int:
    """Return how many pairs of options of different dimensions there are."""
    sizes = [len(catalogue.dimensions[name].options) for name in names]
    return sum(a * b for a, b in combinations(sizes, 2))


def _table(page: Page, prepared: Prepared, pairs: Iterator[Pair], language: str, *, everything: bool) -> None:
    said, counts = Words(prepared.view.catalogue, language), Counter[Verdict]()
    between = None
    for pair in pairs:
        counts[pair.verdict] += 1
        if pair.verdict is Verdict.COHERENT and not everything:
            continue
        names = pair.first[0], pair.second[0]
        if names != between:
            if between is not None:
                page.line()
            page.line(" × ".join(said.dimension(name) for name in names), "bold")
            between = names
        verdict = words.VERDICT_NAMES[pair.verdict].get(language)
        rules = f": {said.rules(pair.rules)}" if pair.rules else ""
        page.line(f"{pair.first[1]} + {pair.second[1]}  {verdict}{rules}", words.VERDICT_STYLES[pair.verdict], indent=2)
    page.line()
    page.line(_totals(counts, language, everything=everything))


def _totals(counts: Counter[Verdict], language: str, *, everything: bool) -> str:
    number = {verdict: words.exact(counts[verdict], language) for verdict in Verdict}
    total = words.exact(counts.total(), language)
    hidden = counts[Verdict.COHERENT] and not everything
    said = Text(
        f"{total} paren: {number[Verdict.COHERENT]} gaan samen, {number[Verdict.RISK]} met risico, "
        f"{number[Verdict.CONTRADICTION]} botsen." + (" --all toont ook wat samengaat." if hidden else ""),
        f"{total} pairs: {number[Verdict.COHERENT]} go together, {number[Verdict.RISK]} bring risk, "
        f"{number[Verdict.CONTRADICTION]} clash." + (" --all shows also what goes together." if hidden else ""),
    )
    return said.get(language)
