"""Pairs of options as triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.namespaces import option_iri
from samenhang.reference.turtle import Turtle, iri, thing

if TYPE_CHECKING:
    from samenhang.coherence import Pair, View


def write_pair(out: Turtle, pair: Pair, view: View) -> None:
    """Write what two options are together, with the rules that say so."""
    ends = (pair.first, pair.second)
    out.describe(
        thing("optiepaar", *(f"{dimension}.{option}" for dimension, option in ends)),
        ("a", "sam:Optiepaar"),
        ("sam:optie", [iri(option_iri(dimension, option)) for dimension, option in ends]),
        ("sam:oordeelSamen", thing("oordeel", pair.verdict)),
        ("sam:doorRegel", [iri(view.rules[code].iri) for code in pair.rules]),
    )
