"""`samenhang municipalities`: which municipalities there are, and what one of them is part of and chose."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from samenhang.cli.framework import OneOf, UsageFault, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.cli.table import show_table
from samenhang.errors import NotFoundError
from samenhang.model import Text
from samenhang.reference.arrangements import Summary, summaries
from samenhang.reference.municipalities import (
    Municipality,
    find_municipality,
    municipalities,
    predecessors,
    successors,
)
from samenhang.reference.regions import members, memberships, regions
from samenhang.suggestions import nearest
from samenhang.wire import csv_lines
from samenhang.wire import instances as wire

if TYPE_CHECKING:
    from samenhang import Samenhang
    from samenhang.cli.session import Session
    from samenhang.wire.terms import Data

_VERDICTS = {
    "tegenspraak": Text("tegenspraak", "contradiction"),
    "risico": Text("risico", "risk"),
    "samenhangend": Text("samenhangend", "coherent"),
}


@make_command(
    "municipalities",
    Text(
        "Toon alle gemeenten, of een gemeente met herindelingen, regio's en inrichtingen.",
        "Show all municipalities, or one municipality with its mergers, regions and arrangements.",
    ),
    "samenhang municipalities --region JZ01",
    "samenhang municipalities Utrecht",
)
@argument(
    "municipality",
    Text("De GM-code of naam van een gemeente.", "The GM code or name of a municipality."),
    metavar="[CODE]",
    required=False,
)
@option("--region", metavar="R", text=Text("Alleen leden van deze regio.", "Members of this region only."))
@option("--province", metavar="P", text=Text("Alleen in deze provincie.", "In this province only."))
@option(
    "--date",
    "day",
    metavar="D",
    text=Text("Zoals het op deze dag was; vandaag.", "As it was on this day; today."),
)
@option(
    "--format", "form", type=OneOf(["text", "json", "csv"]), default="text", text=Text("Vorm; text.", "Form; text.")
)
@click.pass_obj
def command(
    session: Session,
    *,
    municipality: str | None,
    region: str | None,
    province: str | None,
    day: str | None,
    form: str,
) -> None:
    """List the municipalities, or show one."""
    core, on = session.samenhang(), _day(day)
    if municipality is not None:
        _show_one(core, find_municipality(core.store, core.queries, municipality, on), on, form, session.language)
        return
    chosen = _chosen(core, on, region, province)
    if form == "json":
        click.echo(json_text([wire.municipality(one) for one in chosen]))
    elif form == "csv":
        sys.stdout.write(csv_lines([wire.MUNICIPALITY_COLUMNS, *map(wire.municipality_row, chosen)]))
    else:
        page = Page()
        show_table(page, ("code", "naam", "provincie", "inwoners"), map(_row, chosen))
        page.line()
        page.line(Text(f"{len(chosen)} gemeenten.", f"{len(chosen)} municipalities.").get(session.language))


def _day(given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else datetime.now(UTC).date()
    except ValueError:
        raise UsageFault(
            Text(
                f"'{given}' is geen dag. Schrijf jaar-maand-dag, zoals 2026-01-31.",
                f"'{given}' is not a day. Write year-month-day, such as 2026-01-31.",
            )
        ) from None


def _chosen(core: Samenhang, day: date, region: str | None, province: str | None) -> list[Municipality]:
    listed = municipalities(core.store, core.queries, day)
    inside = None if region is None else _members(core, day, region)
    if province is not None and not any(_is(province, m.province.code, m.province.name) for m in listed):
        names = {m.province.name for m in listed}
        text = Text(f"Er is geen provincie '{province}'.", f"There is no province '{province}'.")
        raise NotFoundError(text, nearest(province, names) or sorted(names))
    return [
        one
        for one in listed
        if (inside is None or one.code in inside)
        and (province is None or _is(province, one.province.code, one.province.name))
    ]


def _members(core: Samenhang, day: date, wanted: str) -> frozenset[str]:
    """Return the codes of the municipalities in a region, given by code or name."""
    listed = regions(core.store, core.queries, day)
    found = next((r for r in listed if _is(wanted, r.code, r.name)), None)
    if found is None:
        names = nearest(wanted, {r.name for r in listed})
        near = tuple(r.code for r in listed if r.name in names) or nearest(wanted, {r.code for r in listed})
        raise NotFoundError(Text(f"Er is geen regio '{wanted}'.", f"There is no region '{wanted}'."), near)
    return frozenset(m.code for m in members(core.store, core.queries, day, found.kind, found.code))


def _is(wanted: str, *names: str) -> bool:
    return wanted.strip().casefold() in {name.casefold() for name in names}


def _row(one: Municipality) -> tuple[str, ...]:
    return one.code, one.name, one.province.name, "" if one.population is None else str(one.population)


def _show_one(core: Samenhang, found: Municipality, day: date, form: str, language: str) -> None:
    own = [one for one in summaries(core.store, core.queries) if found.iri in {one.party, one.area}]
    changes = predecessors(core.store, core.queries, found.code), successors(core.store, core.queries, found.code)
    inside = memberships(core.store, core.queries, day, found.code)
    if form == "csv":
        sys.stdout.write(csv_lines([wire.ARRANGEMENT_COLUMNS, *map(wire.arrangement_row, own)]))
        return
    data = wire.municipality_detail(found, changes, inside, own)
    if form == "json":
        click.echo(json_text(data))
    else:
        _show_text(Page(), data, own, language)


def _show_text(page: Page, data: Data, own: list[Summary], language: str) -> None:
    page.line(f"{data['code']}  {data['naam']}", "bold")
    population = "" if data["inwoners"] is None else f"{data['inwoners']} ({data['inwonersJaar']})"
    fields = (
        (Text("Provincie:", "Province:"), [data["provincie"]["naam"]]),
        (Text("Inwoners:", "Inhabitants:"), [population]),
        (Text("Tot:", "Until:"), [data["einde"] or ""]),
        (Text("Ontstaan:", "From:"), [f"{c['van']['naam']} ({c['datum']})" for c in data["voorgangers"]]),
        (Text("Opgegaan:", "Into:"), [f"{c['naar']['naam']} ({c['datum']})" for c in data["opvolgers"]]),
        (Text("Regio's:", "Regions:"), [f"{r['soort']} {r['code']} {r['naam']}" for r in data["regios"]]),
        (Text("IRI:", "IRI:"), [data["iri"]]),
    )
    for label, values in fields:
        if any(values):
            page.field(label.get(language), values, column=13)
    for one in own:
        page.line()
        verdict = "" if one.verdict is None else f": {_VERDICTS[one.verdict.value].get(language)}"
        page.line(f"{one.label.get(language)}{verdict}", indent=2)
        page.line(one.id, indent=4)
