"""`samenhang dimensions`: what can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang.cli import words
from samenhang.cli.framework import OneOf, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.errors import NotFoundError
from samenhang.model import Dimension, Group, Text
from samenhang.suggestions import nearest
from samenhang.wire import dimension as dimension_data

if TYPE_CHECKING:
    from samenhang.cli.session import Session
    from samenhang.rules import Catalogue

_WIDTH = 34


@make_command(
    "dimensions",
    Text(
        "Toon alle dimensies per groep, of een dimensie met haar opties, definities en bronnen.",
        "Show all dimensions by group, or one dimension with its options, definitions and sources.",
    ),
    "samenhang dimensions --group bekostiging",
    "samenhang dimensions bekostigingsvorm",
)
@argument("dimension", Text("De id van een dimensie.", "The id of a dimension."), metavar="[ID]", required=False)
@option("--group", metavar="G", text=Text("Alleen deze groep.", "This group only."))
@option("--core", is_flag=True, text=Text("Alleen kerndimensies.", "Core dimensions only."))
@option("--format", "form", type=OneOf(["text", "json"]), default="text", text=Text("Vorm; text.", "Form; text."))
@click.pass_obj
def command(session: Session, *, dimension: str | None, group: str | None, core: bool, form: str) -> None:
    """List the dimensions, or show one."""
    catalogue, language = session.samenhang().catalogue, session.language
    if group is not None:
        require_group(catalogue, group)
    if dimension is not None:
        chosen = [catalogue.dimension(dimension)]
    else:
        chosen = [d for d in catalogue.dimensions.values() if group in {None, d.group} and (d.core or not core)]
    if form == "json":
        documents = [dimension_data(d, catalogue) for d in chosen]
        shown = documents[0] if dimension is not None else documents
        click.echo(json_text(shown))
    elif dimension is not None:
        _show_one(Page(), chosen[0], catalogue, language)
    else:
        _show_list(Page(), chosen, catalogue, language)


def require_group(catalogue: Catalogue, group: str) -> Group:
    """Return a group; NotFoundError with the nearest ids when there is none with this id."""
    groups = {g.id: g for g in catalogue.groups}
    if group in groups:
        return groups[group]
    near = nearest(group, groups) or tuple(groups)
    raise NotFoundError(Text(f"Er is geen groep '{group}'.", f"There is no group '{group}'."), near)


def _show_list(page: Page, chosen: list[Dimension], catalogue: Catalogue, language: str) -> None:
    for group in catalogue.groups:
        members = [d for d in chosen if d.group == group.id]
        if members:
            page.line(f"{group.label.get(language)} ({group.id})", "bold")
            page.rows(((d.id, _summary(d, language)) for d in members), [_WIDTH], indent=2)
            page.line()
    noun = Text("dimensies", "dimensions") if len(chosen) != 1 else Text("dimensie", "dimension")
    page.line(f"{len(chosen)} {noun.get(language)}.")


def _summary(dimension: Dimension, language: str) -> str:
    label = dimension.label.get(language)
    if dimension.options:
        return f"{label}: {', '.join(option.id for option in dimension.options)}"
    number = words.ANSWER_KINDS[dimension.kind].get(language)
    return f"{label}: {number}" + (f" ({dimension.unit})" if dimension.unit else "")


def _show_one(page: Page, dimension: Dimension, catalogue: Catalogue, language: str) -> None:
    group = require_group(catalogue, dimension.group)
    page.line(f"{dimension.id}  {dimension.label.get(language)}", "bold")
    page.line(dimension.definition.get(language), indent=2)
    kind = words.ANSWER_KINDS[dimension.kind].get(language)
    fields = (
        (Text("Antwoord:", "Answer:"), kind + (f" ({dimension.unit})" if dimension.unit else "")),
        (Text("Groep:", "Group:"), f"{group.label.get(language)} ({group.id})"),
        (Text("Niveau:", "Level:"), words.level(dimension.level, language)),
        (Text("Kern:", "Core:"), (Text("ja", "yes") if dimension.core else Text("nee", "no")).get(language)),
        (Text("Bron:", "Source:"), "; ".join(anchor.notation for anchor in dimension.sources)),
        (Text("IRI:", "IRI:"), dimension.iri),
    )
    for label, value in fields:
        page.field(label.get(language), [value], column=10)
    for choice in dimension.options:
        page.line()
        page.line(f"{choice.id}  {choice.label.get(language)}", "bold", indent=2)
        page.line(choice.definition.get(language), indent=4)
        if choice.synonyms:
            page.field(Text("Ook:", "Also:").get(language), [", ".join(choice.synonyms)], indent=4, column=8)
        sources = ["; ".join(anchor.notation for anchor in choice.sources)]
        page.field(Text("Bron:", "Source:").get(language), sources, indent=4, column=8)
