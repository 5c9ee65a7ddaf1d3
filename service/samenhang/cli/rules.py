"""`samenhang rules`: which rules there are and what each says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samenhang.cli import words
from samenhang.cli.dimensions import require_group
from samenhang.cli.framework import OneOf, argument, option
from samenhang.cli.framework import command as make_command
from samenhang.cli.page import Page, json_text
from samenhang.model import Rule, Text
from samenhang.rules import Catalogue, parse_lens
from samenhang.wire import rule as rule_data
from samenhang.wire.terms import law_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.cli.session import Session


@make_command(
    "rules",
    Text(
        "Toon alle regels, of een regel met boodschap, toelichting, risico, maatregelen en bronnen.",
        "Show all rules, or one rule with its message, explanation, risk, measures and sources.",
    ),
    "samenhang rules --group bekostiging --kind onverenigbaar",
    "samenhang rules R275",
)
@argument(
    "code",
    Text("De code van een regel, zoals R275.", "The code of a rule, such as R275."),
    metavar="[ID]",
    required=False,
)
@option("--group", metavar="G", text=Text("Alleen deze groep.", "This group only."))
@option("--kind", type=OneOf(list(words.KINDS)), text=Text("Alleen deze soort.", "This kind only."))
@option(
    "--lens",
    metavar="L",
    multiple=True,
    text=Text(
        "Alleen regels van dit document (D0 tot D4) of deze soort; herhaalbaar.",
        "Only rules of this document (D0 to D4) or of this kind; repeat it.",
    ),
)
@option("--format", "form", type=OneOf(["text", "json"]), default="text", text=Text("Vorm; text.", "Form; text."))
@click.pass_obj
def command(
    session: Session, *, code: str | None, group: str | None, kind: str | None, lens: tuple[str, ...], form: str
) -> None:
    """List the rules, or show one."""
    catalogue, language = session.samenhang().catalogue, session.language
    chosen = [catalogue.rule(code.upper())] if code is not None else _filtered(catalogue, group, kind, lens)
    if form == "json":
        documents = [rule_data(rule, catalogue) for rule in chosen]
        click.echo(json_text(documents[0] if code is not None else documents))
    elif code is not None:
        _show_one(Page(), chosen[0], catalogue, language)
    else:
        _show_list(Page(), chosen, catalogue, language)


def _filtered(catalogue: Catalogue, group: str | None, kind: str | None, lens: tuple[str, ...]) -> list[Rule]:
    if group is not None:
        require_group(catalogue, group)
    view = parse_lens([part for word in lens for part in word.split(",")], catalogue.documents)
    return [
        rule
        for rule in catalogue.rules.values()
        if group in {None, rule.theme} and kind in {None, rule.kind} and view.admits(rule)
    ]


def _show_list(page: Page, chosen: list[Rule], catalogue: Catalogue, language: str) -> None:
    for group in catalogue.groups:
        members = [rule for rule in chosen if rule.theme == group.id]
        if members:
            page.line(f"{group.label.get(language)} ({group.id})", "bold")
            page.rows((_row(rule, language) for rule in members), [4, 12, 15], indent=2)
            page.line()
    noun = Text("regels", "rules") if len(chosen) != 1 else Text("regel", "rule")
    page.line(f"{len(chosen)} {noun.get(language)}.")


def _row(rule: Rule, language: str) -> tuple[str, str, str, str]:
    severity, kind = words.SEVERITIES[rule.severity], words.KINDS[rule.kind]
    return rule.code, severity.get(language), kind.get(language), rule.title.get(language)


def _show_one(page: Page, rule: Rule, catalogue: Catalogue, language: str) -> None:
    page.line(f"{rule.code}  {rule.title.get(language)}", words.SEVERITY_STYLES[rule.severity])
    page.line(rule.message.get(language), indent=2)
    if rule.explanation.get(language):
        page.line()
        page.line(rule.explanation.get(language), indent=2)
    page.line()
    for label, values in _details(rule, catalogue, language):
        page.field(label.get(language), values, column=15)


def _details(rule: Rule, catalogue: Catalogue, language: str) -> Iterator[tuple[Text, list[str]]]:
    severity, kind = words.SEVERITIES[rule.severity], words.KINDS[rule.kind]
    yield Text("Ernst:", "Severity:"), [severity.get(language)]
    yield Text("Soort:", "Kind:"), [kind.get(language)]
    yield Text("Niveau:", "Level:"), [words.level(rule.level, language)]
    yield Text("Lens:", "Lens:"), [", ".join(rule.lens)] if rule.lens else []
    if rule.contested_by:
        note = Text("telt als advies zolang die in beeld zijn", "counts as advice while those are in view")
        documents = words.enumeration(rule.contested_by, language)
        yield Text("Betwist door:", "Contested by:"), [f"{documents}; {note.get(language)}"]
    if rule.risk is not None:
        yield Text("Risico:", "Risk:"), [f"{rule.risk.label.get(language)}. {rule.risk.definition.get(language)}"]
    yield Text("Maatregelen:", "Measures:"), [measure.label.get(language) for measure in rule.measures]
    yield (
        Text("Geldig:", "Valid:"),
        [" – ".join((rule.valid_from or "", rule.valid_until or ""))] if (rule.valid_from or rule.valid_until) else [],
    )
    if rule.kind == "juridisch":
        yield Text("Recht:", "Law:"), [law_note(rule.law_years).get(language)]
    topics = [d.topic.get(language) for d in catalogue.disagreements if rule.code in d.rules]
    yield Text("Verschil van mening:", "Disagreement:"), topics
    yield Text("Bron:", "Source:"), ["; ".join(anchor.notation for anchor in rule.sources)]
    yield Text("IRI:", "IRI:"), [rule.iri]
