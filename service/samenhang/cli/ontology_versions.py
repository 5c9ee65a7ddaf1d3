"""`samenhang ontology versions`, `compare` and `release`: the versions of the ontology that are kept, side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenhang import Samenhang
from samenhang.assets import assets_root
from samenhang.cli.framework import OneOf, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.linked import FORMS, Describer, serialise
from samenhang.linked.changesets import as_data, as_graph
from samenhang.linked.compare import Change, Comparison, Difference, Kind
from samenhang.linked.ontology import Ontology
from samenhang.linked.versions import CURRENT, Versions
from samenhang.model import Text
from samenhang.namespaces import BASE, DEF, local_name

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.linked.values import Value

_FORMS = {"turtle": FORMS[0], "jsonld": FORMS[1]}
_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
_CHANGES = {
    Change.ADDED: Text("toegevoegd", "added"),
    Change.REMOVED: Text("vervallen", "removed"),
    Change.CHANGED: Text("gewijzigd", "changed"),
}
_KINDS = {
    Kind.DIMENSION: Text("dimensies", "dimensions"),
    Kind.OPTION: Text("opties", "options"),
    Kind.RULE: Text("regels", "rules"),
    Kind.SOURCE: Text("bronnen en ankers", "sources and anchors"),
    Kind.TERM: Text("klassen en eigenschappen", "classes and properties"),
    Kind.CONCEPT: Text("andere begrippen", "other concepts"),
    Kind.OTHER: Text("overige", "other"),
}
_SAME = Text("Geen verschillen.", "No differences.")
_WIDTH = 26


@make_command(
    "versions",
    Text("Toon de bewaarde versies van de ontologie.", "Show the versions of the ontology that are kept."),
    "samenhang ontology versions",
)
def versions() -> None:
    """List the versions."""
    for name in (*Versions(assets_root()).names, CURRENT):
        click.echo(name)


@make_command(
    "compare",
    Text(
        "Toon wat er tussen twee versies van de ontologie bij kwam, verviel en veranderde. 'huidig' is wat nu geldt.",
        "Show what was added, removed and changed between two versions of the ontology. 'huidig' is what holds now.",
    ),
    "samenhang ontology compare 0.1.0 huidig",
)
@argument("old", Text("De oude versie.", "The old version."), metavar="A")
@argument("new", Text("De nieuwe versie.", "The new version."), metavar="B")
@option(
    "--format",
    "form",
    type=OneOf(["text", "json", *_FORMS]),
    default="text",
    text=Text("Vorm; text.", "Form; text."),
)
@click.pass_obj
def compare(session: Session, *, old: str, new: str, form: str) -> None:
    """Compare two versions."""
    core = session.samenhang()
    ontology = Ontology(Describer(core.store, core.queries), Versions(assets_root()))
    found, before, after = ontology.compare(old, new)
    if form == "json":
        click.echo(json_text(as_data(found)))
    elif form in _FORMS:
        graph = as_graph(found, before, after, f"{BASE}def/{old}/vergelijking/{new}")
        sys.stdout.write(serialise(graph, _FORMS[form]).decode())
    else:
        _show(Page(), found, session.language)


@make_command(
    "release",
    Text(
        "Bewaar de ontologie van nu als de versie die haar kop noemt, in ontology/versies/.",
        "Keep the ontology of now as the version its header names, in ontology/versies/.",
    ),
    "samenhang ontology release",
)
@option(
    "--assets",
    metavar="DIR",
    text=Text(
        "Map met ontology/ en shapes/; die van de installatie.", "Folder with ontology/ and shapes/; the installed."
    ),
)
@option(
    "--replace",
    is_flag=True,
    text=Text(
        "Vervang een versie die nog niet is gepubliceerd.",
        "Replace a version that was not published yet.",
    ),
)
@click.pass_obj
def release(session: Session, *, assets: str | None, replace: bool) -> None:
    """Keep today's ontology as a version."""
    core = session.samenhang() if assets is None else Samenhang(assets=Path(assets))
    kept = Versions(assets_root() if assets is None else Path(assets))
    graph = Ontology(Describer(core.store, core.queries), kept).graph(CURRENT)
    name, written = kept.release(graph, replace=replace)
    said = (
        Text(
            f"Versie {name} is bewaard ({len(graph)} uitspraken).",
            f"Version {name} was kept ({len(graph)} statements).",
        )
        if written
        else Text(f"Versie {name} was al zo bewaard.", f"Version {name} was kept like this already.")
    )
    click.echo(said.get(session.language))


def _show(page: Page, found: Comparison, language: str) -> None:
    if not found.differences:
        page.line(_SAME.get(language))
        return
    for kind, counts in found.counts().items():
        if any(counts.values()):
            listed = ", ".join(f"{count} {_CHANGES[c].get(language)}" for c, count in counts.items() if count)
            page.field(_KINDS[kind].get(language), [listed], column=_WIDTH)
    for kind in Kind:
        own = [difference for difference in found.differences if difference.kind is kind]
        if own:
            page.line()
            page.line(_KINDS[kind].get(language), "bold")
        for difference in own:
            _show_one(page, difference, language)


def _show_one(page: Page, difference: Difference, language: str) -> None:
    name = difference.iri.removeprefix(BASE)
    page.line(f"{_SIGNS[difference.change]} {name}: {difference.label.get(language)}", indent=2)
    if difference.change is not Change.CHANGED:
        return
    for change in difference.properties:
        page.line(local_name(change.property), indent=6)
        for sign, values in (("-", change.old), ("+", change.new)):
            for value in values:
                page.line(f"{sign} {_said(value)}", indent=8)


def _said(value: Value) -> str:
    if value.iri is not None:
        return value.iri.removeprefix(DEF)
    return f"{value.text} @{value.language}" if value.language else value.text
