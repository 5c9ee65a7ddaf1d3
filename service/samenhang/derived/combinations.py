"""Forbidden combinations as triples."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from samenhang.model import Dimension, Text
from samenhang.namespaces import DEF, dimension_iri, option_iri
from samenhang.reference.turtle import Turtle, both, iri, literal, thing
from samenhang.rules import Answered, Compare, CompareTo, In, NotIn
from samenhang.rules.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from samenhang.coherence.forbidden import Forbidden
    from samenhang.coherence.forbidden_reading import Requirement
    from samenhang.coherence.view import View

_DIGITS = 16
_OPEN = Text("is niet ingevuld", "is not answered")
_OR_OPEN = Text("of is niet ingevuld", "or is not answered")


def write_combinations(out: Turtle, combinations: Iterable[Forbidden], view: View, lens: str) -> None:
    """Write forbidden combinations under a lens, each with its conditions and rules; a condition is written once."""
    dimensions, written = view.catalogue.dimensions, set[str]()
    for forbidden in combinations:
        conditions = {condition_iri(requirement, lens): requirement for requirement in forbidden.requirements}
        for name, requirement in conditions.items():
            if name not in written:
                written.add(name)
                _condition(out, name, requirement, dimensions)
        out.describe(
            combination_iri(forbidden, lens),
            ("a", "sam:VerbodenCombinatie"),
            ("rdfs:label", both(_said(forbidden.requirements, dimensions))),
            ("sam:onderLens", thing("lens", lens)),
            ("sam:voorwaarde", conditions),
            ("sam:doorRegel", [iri(view.rules[code].iri) for code in forbidden.rules]),
            ("sam:alleenSamen", str(forbidden.together).lower()),
        )


def combination_iri(forbidden: Forbidden, lens: str) -> str:
    """Return the IRI of a combination, as Turtle writes it: the same as long as its conditions are."""
    return thing("verboden-combinatie", lens, _hash("\n".join(sorted(map(repr, forbidden.requirements)))))


def condition_iri(requirement: Requirement, lens: str) -> str:
    """Return the IRI of a condition, as Turtle writes it; a graph has its own, so that none is said twice."""
    return thing("keuzevoorwaarde", lens, f"{requirement.leaf.dimension}-{_hash(repr(requirement))}")


def _condition(out: Turtle, name: str, requirement: Requirement, dimensions: Mapping[str, Dimension]) -> None:
    out.describe(
        name,
        ("a", "sam:Keuzevoorwaarde"),
        ("rdfs:label", both(_said((requirement,), dimensions))),
        ("sam:betreftDimensie", iri(dimension_iri(requirement.leaf.dimension))),
        ("sam:ookOnbeantwoord", str(requirement.or_open).lower()),
        *_content(requirement),
    )


def _content(requirement: Requirement) -> Iterator[tuple[str, str | list[str]]]:
    leaf = requirement.leaf
    if isinstance(leaf, In | NotIn):
        name = "sam:metOptie" if isinstance(leaf, In) else "sam:zonderOptie"
        yield name, [iri(option_iri(leaf.dimension, option)) for option in leaf.options]
    elif isinstance(leaf, Answered):
        yield "sam:vraagtAntwoord", "true"
    elif isinstance(leaf, Compare):
        yield "sam:vergelijkingsteken", literal(leaf.operator)
        yield "sam:grens", literal(_plain(leaf.value), datatype="xsd:decimal")
    elif isinstance(leaf, CompareTo):
        yield "sam:vergelijkingsteken", literal(leaf.operator)
        yield "sam:vergelekenMet", iri(DEF + leaf.other)


def _said(requirements: Iterable[Requirement], dimensions: Mapping[str, Dimension]) -> Text:
    texts = [_words(requirement, dimensions) for requirement in requirements]
    return Text("; ".join(text.nl for text in texts), "; ".join(text.en for text in texts))


def _words(requirement: Requirement, dimensions: Mapping[str, Dimension]) -> Text:
    leaf = requirement.leaf
    if isinstance(leaf, In) and not leaf.options:
        label = dimensions[leaf.dimension].label
        return Text(f"{label.nl} {_OPEN.nl}", f"{label.en} {_OPEN.en}")
    text = wording(leaf, dimensions)
    return Text(f"{text.nl} {_OR_OPEN.nl}", f"{text.en} {_OR_OPEN.en}") if requirement.or_open else text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]
