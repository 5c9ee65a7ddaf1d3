"""Rules: from SHACL shapes in the store to a logical form, and from there to an answer for a selection."""

from samenhang.rules.catalogue import Catalogue, load_catalogue
from samenhang.rules.lens import Lens, parse_lens
from samenhang.rules.logic import All, Answered, AnyOf, Compare, CompareTo, Condition, In, NotIn
from samenhang.rules.ruleset import Hit, RuleSet
from samenhang.rules.selection import parse_selection, unknown_dimension
from samenhang.rules.shapes import RuleCondition, read_shapes

__all__ = [
    "All",
    "Answered",
    "AnyOf",
    "Catalogue",
    "Compare",
    "CompareTo",
    "Condition",
    "Hit",
    "In",
    "Lens",
    "NotIn",
    "RuleCondition",
    "RuleSet",
    "load_catalogue",
    "parse_lens",
    "parse_selection",
    "read_shapes",
    "unknown_dimension",
]
