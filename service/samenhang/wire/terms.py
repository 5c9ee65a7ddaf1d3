"""Dimensions, rules and conditions as they travel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from samenhang.model import Anchor, Concept, Dimension, Option, Rule, Text
from samenhang.rules import All, Answered, AnyOf, Catalogue, Compare, CompareTo, Condition, In
from samenhang.rules.logic import dimensions, leaves
from samenhang.rules.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from samenhang.rules.catalogue import Disagreement

Data: TypeAlias = dict[str, Any]


def text(value: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"nl": value.nl, "en": value.en}


def number(value: Decimal) -> int | float:
    """Return a decimal as a JSON number: without a fraction when it has none."""
    return int(value) if value == value.to_integral_value() else float(value)


def anchor(value: Anchor) -> Data:
    """Return a place in a document."""
    return {"document": value.document, "anker": value.label.nl, "iri": value.iri}


def anchors(values: Iterable[Anchor]) -> list[Data]:
    """Return places in documents, in their order."""
    return [anchor(value) for value in values]


def concept(value: Concept, *, definition: bool = False) -> Data:
    """Return a risk or a measure."""
    data: Data = {"id": value.id, "iri": value.iri, "label": text(value.label)}
    if definition:
        data["definitie"] = text(value.definition)
    return data


def dimension(value: Dimension, catalogue: Catalogue) -> Data:
    """Return a dimension with its options, and when it does not apply."""
    group = next(g for g in catalogue.groups if g.id == value.group)
    inapplicable = catalogue.not_applicable.get(value.id)
    return {
        "id": value.id,
        "iri": value.iri,
        "label": text(value.label),
        "definitie": text(value.definition),
        "groep": {"id": group.id, "iri": group.iri, "label": text(group.label)},
        "niveau": value.level,
        "antwoordsoort": value.kind.value,
        "kern": value.core,
        "volgorde": value.order,
        "eenheid": value.unit,
        "opties": [_option(option) for option in value.options],
        "nietVanToepassingAls": None if inapplicable is None else clause(inapplicable.condition, catalogue),
        "bronnen": anchors(value.sources),
    }


def _option(value: Option) -> Data:
    return {
        "id": value.id,
        "iri": value.iri,
        "label": text(value.label),
        "definitie": text(value.definition),
        "synoniemen": list(value.synonyms),
        "bronnen": anchors(value.sources),
    }


def clause(value: Condition, catalogue: Catalogue) -> Data:
    """Return a condition in words and as data."""
    return {"woorden": text(wording(value, catalogue.dimensions)), "voorwaarde": condition(value)}


def condition(value: Condition) -> Data:
    """Return a condition as data.

    A node is `{"alle": […]}` or `{"eenVan": […]}`; a leaf names its `dimensie` and has one of `heeft` (one of these
    options), `heeftNiet` (answered, with none of these), `beantwoord`, or `vergelijking` with `waarde` or
    `metDimensie`.
    """
    if isinstance(value, All):
        return {"alle": [condition(part) for part in value.parts]}
    if isinstance(value, AnyOf):
        return {"eenVan": [condition(part) for part in value.parts]}
    if isinstance(value, Answered):
        return {"dimensie": value.dimension, "beantwoord": True}
    if isinstance(value, Compare):
        return {"dimensie": value.dimension, "vergelijking": value.operator, "waarde": number(value.value)}
    if isinstance(value, CompareTo):
        return {"dimensie": value.dimension, "vergelijking": value.operator, "metDimensie": value.other}
    return {"dimensie": value.dimension, "heeft" if isinstance(value, In) else "heeftNiet": list(value.options)}


def law(value: Rule) -> Data | None:
    """Return of when the law in a legal rule is, and that it was not checked since; None for other rules."""
    if value.kind != "juridisch":
        return None
    return {"jaren": list(value.law_years), "toelichting": text(law_note(value.law_years))}


def law_note(years: tuple[int, ...]) -> Text:
    """Return the sentence that goes with every legal rule."""
    if not years:
        return Text(
            "Het recht zoals de bronteksten het beschrijven; niet getoetst aan het recht van vandaag.",
            "Law as the source texts tell it; not checked against today's law.",
        )
    *first, last = [str(year) for year in years]
    nl = f"{', '.join(first)} en {last}" if first else last
    en = f"{', '.join(first)} and {last}" if first else last
    return Text(
        f"Het recht zoals {'teksten' if first else 'de tekst'} uit {nl} het {'beschrijven' if first else 'beschrijft'};"
        " niet getoetst aan het recht van vandaag.",
        f"Law as the {'texts' if first else 'text'} of {en} {'tell' if first else 'tells'} it; "
        "not checked against today's law.",
    )


def rule(value: Rule, catalogue: Catalogue) -> Data:
    """Return a rule with its condition in words and as data."""
    form = catalogue.conditions[value.code]
    parts = [form.condition, *([form.unless] if form.unless is not None else [])]
    return {
        "code": value.code,
        "iri": value.iri,
        "titel": text(value.title),
        "soort": value.kind,
        "ernst": value.severity.value,
        "sterkte": value.strength,
        "groep": value.theme,
        "niveau": value.level,
        "bereik": value.scope,
        "trap": value.tier,
        "afleiding": value.derivation,
        "vraagtCijfers": value.needs_figures,
        "boodschap": text(value.message),
        "toelichting": text(value.explanation),
        "als": clause(form.condition, catalogue),
        "tenzij": None if form.unless is None else clause(form.unless, catalogue),
        "vraagt": [clause(part, catalogue) for part in catalogue.consequences[value.code]],
        "dimensies": list(dict.fromkeys(d for part in parts for d in dimensions(part))),
        "gevolgen": list(value.consequences),
        "risico": None if value.risk is None else concept(value.risk, definition=True),
        "neemtRisicoWeg": None if value.removes_risk is None else concept(value.removes_risk, definition=True),
        "maatregelen": [_measure(measure, catalogue) for measure in value.measures],
        "bronnen": anchors(value.sources),
        "lens": list(value.lens),
        "betwistDoor": list(value.contested_by),
        "meningsverschillen": [_disagreement(d) for d in catalogue.disagreements if value.code in d.rules],
        "rechtsstand": law(value),
        "geldigVanaf": value.valid_from,
        "geldigTot": value.valid_until,
    }


def _measure(value: Concept, catalogue: Catalogue) -> Data:
    form = catalogue.measures.get(value.iri)
    choices = [] if form is None else [leaf for leaf in leaves(form) if isinstance(leaf, In)]
    return concept(value, definition=True) | {
        "woorden": None if form is None else text(wording(form, catalogue.dimensions)),
        "keuzes": [{"dimensie": leaf.dimension, "optie": option} for leaf in choices for option in leaf.options],
    }


def _disagreement(value: Disagreement) -> Data:
    return {
        "id": value.id,
        "onderwerp": text(value.topic),
        "oplossing": text(value.resolution),
        "standpunten": [{"document": document, "standpunt": text(said)} for document, said in value.positions],
    }
