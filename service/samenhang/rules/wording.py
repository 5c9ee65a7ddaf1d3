"""Says a condition in words, in Dutch and in English.

`Bekostigingsvorm is Productiebekostiging en Budgetplafond is Geen plafond`. Parts are joined with `en` or `of`; where a
part holds a list of options a comma comes before it, so that the next part cannot be mistaken for one more option:
`Zorgtype is A of B, en Domein is C`. Brackets keep apart what is joined differently.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from samenhang.model import AnswerKind, Dimension, Text
from samenhang.rules.logic import All, Answered, AnyOf, Compare, CompareTo, Condition, In, Leaf, NotIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

_AND, _OR = Text(" en ", " and "), Text(" of ", " or ")
_INCLUDES, _NONE = Text("bevat", "includes"), Text("bevat geen van", "includes none of")
_TOGETHER = {
    (In, All): (_INCLUDES, _AND),
    (In, AnyOf): (_INCLUDES, _OR),
    (NotIn, All): (_NONE, _AND),
    (NotIn, AnyOf): (Text("bevat niet alle van", "does not include all of"), _AND),
}
_COMPARISONS = {
    "<": Text("is lager dan", "is lower than"),
    "<=": Text("is hoogstens", "is at most"),
    ">": Text("is hoger dan", "is higher than"),
    ">=": Text("is ten minste", "is at least"),
}
_UNITS = {
    "aantal": (Text("", ""), Text("", "")),
    "dag": (Text("dag", "day"), Text("dagen", "days")),
    "euro": (Text("euro", "euro"), Text("euro", "euros")),
    "jaar": (Text("jaar", "year"), Text("jaar", "years")),
    "maand": (Text("maand", "month"), Text("maanden", "months")),
    "procentpunt": (Text("procentpunt", "percentage point"), Text("procentpunten", "percentage points")),
}


class _SetPart(NamedTuple):
    """Several leaves on one set-valued dimension, said in one go."""

    dimension: str
    options: tuple[str, ...]
    verb: Text
    join: Text


def wording(condition: Condition, dimensions: Mapping[str, Dimension]) -> Text:
    """Return the condition as a clause without full stop, in both languages."""
    return _say(condition, dimensions)


def quantity(value: Decimal, unit: str | None) -> Text:
    """Return a number with its unit, with a decimal comma in Dutch: `1,5 jaar`, `1.5 years`."""
    figure = f"{value.normalize():f}"
    singular, plural = _UNITS.get(unit or "aantal", (Text(unit or "", unit or ""),) * 2)
    name = singular if value == 1 else plural
    return Text(f"{figure.replace('.', ',')} {name.nl}".rstrip(), f"{figure} {name.en}".rstrip())


def _say(condition: Condition, dimensions: Mapping[str, Dimension]) -> Text:
    if isinstance(condition, All | AnyOf):
        parts = list(_merged(condition, dimensions))
        if len(parts) == 1:
            return _part(parts[0], dimensions)
        join = _AND if isinstance(condition, All) else _OR
        comma = "," if any(map(_is_list, parts)) else ""
        said = [_nested(part, dimensions) for part in parts]
        return _both(lambda language: f"{comma}{join.get(language)}".join(text.get(language) for text in said))
    return _leaf(condition, dimensions)


def _merged(condition: All | AnyOf, dimensions: Mapping[str, Dimension]) -> Iterator[Condition | _SetPart]:
    """Yield the parts, with neighbours of the same kind on one set taken together."""

    def key(part: Condition) -> tuple[type[Condition], str] | None:
        if not isinstance(part, In | NotIn) or len(part.options) > 1:
            return None
        return (type(part), part.dimension) if dimensions[part.dimension].kind is AnswerKind.SET else None

    for name, group in groupby(condition.parts, key):
        parts = list(group)
        if name is None or len(parts) == 1:
            yield from (_single(part, dimensions) for part in parts)
        else:
            options = tuple(p.options[0] for p in parts if isinstance(p, In | NotIn))
            yield _SetPart(name[1], options, *_TOGETHER[name[0], type(condition)])


def _single(part: Condition, dimensions: Mapping[str, Dimension]) -> Condition | _SetPart:
    """Return the part itself, or the one thing that all of its own parts say about a set."""
    inner = list(_merged(part, dimensions)) if isinstance(part, All | AnyOf) else []
    return inner[0] if len(inner) == 1 else part


def _is_list(part: Condition | _SetPart) -> bool:
    return isinstance(part, _SetPart) or (isinstance(part, In | NotIn) and len(part.options) > 1)


def _nested(part: Condition | _SetPart, dimensions: Mapping[str, Dimension]) -> Text:
    text = _part(part, dimensions)
    if isinstance(part, All | AnyOf):
        return Text(f"({text.nl})", f"({text.en})")
    return text


def _part(part: Condition | _SetPart, dimensions: Mapping[str, Dimension]) -> Text:
    if not isinstance(part, _SetPart):
        return _say(part, dimensions)
    dimension = dimensions[part.dimension]
    return _phrase(dimension, part.verb, _listed(dimension, part.options, part.join))


def _leaf(leaf: Leaf, dimensions: Mapping[str, Dimension]) -> Text:
    dimension = dimensions[leaf.dimension]
    if isinstance(leaf, In | NotIn):
        return _membership(leaf, dimension)
    if isinstance(leaf, Answered):
        return _phrase(dimension, Text("is ingevuld", "is answered"))
    verb = _COMPARISONS[leaf.operator]
    if isinstance(leaf, Compare):
        return _phrase(dimension, verb, quantity(leaf.value, dimension.unit))
    other: CompareTo = leaf
    return _phrase(dimension, verb, dimensions[other.other].label)


def _membership(leaf: In | NotIn, dimension: Dimension) -> Text:
    options = _listed(dimension, leaf.options, _OR)
    if dimension.kind is not AnswerKind.SET:
        return _phrase(dimension, Text("is", "is") if isinstance(leaf, In) else Text("is niet", "is not"), options)
    if isinstance(leaf, In):
        return _phrase(dimension, _INCLUDES, options)
    if len(leaf.options) == 1:
        return _phrase(dimension, Text("bevat niet", "does not include"), options)
    return _phrase(dimension, _NONE, _listed(dimension, leaf.options, _AND))


def _listed(dimension: Dimension, options: Sequence[str], join: Text) -> Text:
    labels = [dimension.option(option).label for option in options]

    def joined(language: str) -> str:
        *first, last = [label.get(language) for label in labels]
        return join.get(language).join([", ".join(first), last]) if first else last

    return _both(joined)


def _phrase(dimension: Dimension, *parts: Text) -> Text:
    return _both(lambda language: " ".join([dimension.label.get(language), *(part.get(language) for part in parts)]))


def _both(say: Callable[[str], str]) -> Text:
    return Text(say("nl"), say("en"))
