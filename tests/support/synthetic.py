"""Small shapes graphs with random rules over a few made-up dimensions, written in the supported profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from samenhang import namespaces as ns
from samenhang.model import AnswerKind, Dimension, Option, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PREFIXES = f"""\
@prefix sam: <{ns.DEF}> .
@prefix sh: <{ns.SH}> .
@prefix regel: <{ns.RULE}> .
"""
_NO_TEXT = Text("", "")


def dimension(name: str, kind: AnswerKind, options: Sequence[str] = ()) -> Dimension:
    """Return a dimension with nothing but what rules need."""
    return Dimension(
        id=name,
        iri=ns.dimension_iri(name),
        label=_NO_TEXT,
        definition=_NO_TEXT,
        group="proef",
        level="segment",
        kind=kind,
        core=True,
        order=1,
        options=tuple(Option(o, ns.option_iri(name, o), _NO_TEXT, _NO_TEXT) for o in options),
        option_index={o: index for index, o in enumerate(options)},
    )


DIMENSIONS = {
    d.id: d
    for d in (
        dimension("kleur", AnswerKind.SINGLE, ["rood", "groen", "blauw"]),
        dimension("maat", AnswerKind.ORDINAL, ["klein", "midden", "groot"]),
        dimension("delen", AnswerKind.SET, ["wiel", "as", "stuur"]),
        dimension("extra", AnswerKind.SET, ["geen", "bel"]),
        dimension("prijs", AnswerKind.NUMBER),
        dimension("kosten", AnswerKind.NUMBER),
    )
}


def turtle(rules: Sequence[str]) -> str:
    """Return the Turtle of rule shapes with codes R1, R2 …, from the constraints of each."""
    common = "a sam:Regel , sh:NodeShape ; sh:targetClass sam:Inrichting ; sh:severity sh:Warning"
    shapes = (f"regel:R{number} {common} ; {rule} .\n" for number, rule in enumerate(rules, start=1))
    return "\n".join([_PREFIXES, *shapes])


def rule_constraints() -> st.SearchStrategy[str]:
    """Return a strategy for what decides a rule: an if-part, and zero to two unless-parts."""
    plain = conditions().map(lambda part: f"sh:not {part}")
    parts = st.tuples(conditions(), st.lists(conditions(), min_size=1, max_size=2))
    return plain | parts.map(lambda p: f"sh:or ( [ sh:not {p[0]} ] {' '.join(p[1])} )")


def conditions() -> st.SearchStrategy[str]:
    """Return a strategy for conditions: a leaf, or leaves under sh:and and sh:or up to three deep."""
    return st.recursive(_leaves(), _combined, max_leaves=6)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["sh:and", "sh:or"])
    several = st.lists(inner, min_size=1, max_size=3)
    return st.builds(lambda name, members: f"[ {name} ( {' '.join(members)} ) ]", operator, several) | inner.map(
        lambda member: f"[ sh:property {member} ]" if "sh:path" in member.split("[")[1] else member
    )


def _leaves() -> st.SearchStrategy[str]:
    return st.one_of([_leaves_of(d) for d in DIMENSIONS.values()])


def _leaves_of(of: Dimension) -> st.SearchStrategy[str]:
    answered = st.just(f"[ sh:path sam:{of.id} ; sh:minCount 1 ]")
    if of.kind is AnswerKind.NUMBER:
        return answered | _bounds(of) | _comparisons()
    single = st.sampled_from([o.iri for o in of.options])
    several = st.lists(single, min_size=1, max_size=2, unique=True).map(_list)
    forms = [answered, single.map(_has(of)), single.map(_lacks(of, "sh:hasValue")), several.map(_lacks(of, "sh:in"))]
    if of.kind is not AnswerKind.SET:
        forms.append(several.map(lambda items: f"[ sh:path sam:{of.id} ; sh:minCount 1 ; sh:in {items} ]"))
    return st.one_of(forms)


def _list(iris: list[str]) -> str:
    return f"( {' '.join(f'<{iri}>' for iri in iris)} )"


def _has(of: Dimension) -> Callable[[str], str]:
    return lambda iri: f"[ sh:path sam:{of.id} ; sh:hasValue <{iri}> ]"


def _lacks(of: Dimension, constraint: str) -> Callable[[str], str]:
    def write(value: str) -> str:
        target = value if value.startswith("(") else f"<{value}>"
        return f"[ sh:path sam:{of.id} ; sh:minCount 1 ; sh:not [ {constraint} {target} ] ]"

    return write


def _bounds(of: Dimension) -> st.SearchStrategy[str]:
    names = st.sampled_from(["sh:minInclusive", "sh:minExclusive", "sh:maxInclusive", "sh:maxExclusive"])
    return st.builds(
        lambda name, value: f"[ sh:path sam:{of.id} ; sh:minCount 1 ; {name} {value} ]", names, st.integers(1, 3)
    )


def _comparisons() -> st.SearchStrategy[str]:
    """Return a comparison of two numbers, with the guard without which it would also hold while one is unanswered."""
    names = st.sampled_from(["sh:lessThan", "sh:lessThanOrEquals"])
    pairs = st.sampled_from([("prijs", "kosten"), ("kosten", "prijs")])
    return st.builds(
        lambda name, pair: (
            f"[ sh:and ( [ sh:path sam:{pair[0]} ; sh:minCount 1 ; {name} sam:{pair[1]} ] "
            f"[ sh:path sam:{pair[1]} ; sh:minCount 1 ] ) ]"
        ),
        names,
        pairs,
    )
