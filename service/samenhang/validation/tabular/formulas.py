"""Conditions and checks as formulas of a spreadsheet, for the colours that help while filling in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import AnswerKind
from samenhang.rules.logic import All, AnyOf, Compare, CompareTo, Condition, In, NotIn
from samenhang.validation.tabular.numbers import number_text
from samenhang.validation.tabular.plan import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.model import Dimension
    from samenhang.validation.tabular.plan import Column

_LONGEST = 4_000


def not_applicable(condition: Condition, dimensions: Mapping[str, Dimension], cells: Mapping[str, str]) -> str | None:
    """Return the formula that is true where a condition holds; None when it needs a column that is not there.

    `cells` holds the address of the cell of each dimension, such as `$H4`.
    """
    found = _formula(condition, dimensions, cells)
    return found if found is not None and len(found) <= _LONGEST else None


def _formula(condition: Condition, dimensions: Mapping[str, Dimension], cells: Mapping[str, str]) -> str | None:
    if isinstance(condition, All):
        parts = [_formula(part, dimensions, cells) for part in condition.parts]
        known = [part for part in parts if part is not None]
        return f"AND({','.join(known)})" if len(known) == len(parts) else None
    if isinstance(condition, AnyOf):
        known = [found for part in condition.parts if (found := _formula(part, dimensions, cells)) is not None]
        return f"OR({','.join(known)})" if known else None
    cell = cells.get(condition.dimension)
    if cell is None:
        return None
    if isinstance(condition, In | NotIn):
        many = dimensions[condition.dimension].kind is AnswerKind.SET
        chosen = f"OR({','.join(_chosen(cell, option, many=many) for option in condition.options)})"
        return chosen if isinstance(condition, In) else f'AND({cell}<>"",NOT({chosen}))'
    return _comparison(condition, cell, cells)


def _comparison(condition: Condition, cell: str, cells: Mapping[str, str]) -> str | None:
    if isinstance(condition, Compare):
        return f"AND(ISNUMBER({cell}),{cell}{condition.operator}{number_text(condition.value)})"
    if isinstance(condition, CompareTo):
        other = cells.get(condition.other)
        return other and f"AND(ISNUMBER({cell}),ISNUMBER({other}),{cell}{condition.operator}{other})"
    return f'{cell}<>""'


def _chosen(cell: str, option: str, *, many: bool) -> str:
    if not many:
        return f'{cell}="{option}"'
    listed = f'";"&SUBSTITUTE(SUBSTITUTE({cell}," ",""),",",";")&";"'
    return f'ISNUMBER(SEARCH(";{option};",{listed}))'


def unknown_value(column: Column, cell: str, options: str, words: str) -> str | None:
    """Return the formula that is true for a filled cell with a value that its column does not know.

    `options` and `words` name the cells that list the ids, and those with ids and labels.
    """
    if column.kind is Kind.NUMBER:
        return f'AND({cell}<>"",NOT(ISNUMBER({cell})))'
    if not column.choices:
        return None
    if column.many:
        none = f'LOWER(TRIM({cell}))<>"geen"'
        return f'AND({cell}<>"",{none},SUMPRODUCT(--ISNUMBER(SEARCH({options},{cell})))=0,COUNTIF({words},{cell})=0)'
    return f'AND(TRIM({cell})<>"",COUNTIF({words},TRIM({cell}))=0)'
