"""What literals mean to a check: whether they are well-typed, and which is less; as RDFLib, and so pySHACL, has it.

The reference engine is pySHACL. Its answers on literals come from RDFLib's value space, so these are computed with that
very library, once for every distinct literal, rather than with a second reading of XML Schema that might differ.
"""

from __future__ import annotations

import logging
import operator
import warnings
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib import Literal, URIRef

from samenhang.namespaces import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from samenhang.validation.documents import Term

STRING: Final = f"{XSD}string"
LANG_STRING: Final = f"{RDF}langString"
_PYTHON: Final[Mapping[str, type]] = {
    f"{XSD}integer": int,
    f"{XSD}float": float,
    f"{XSD}decimal": Decimal,
    f"{XSD}boolean": bool,
    f"{XSD}date": date,
    f"{XSD}time": time,
    f"{XSD}dateTime": datetime,
}
OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_INCOMPARABLE: Final = (TypeError, NotImplementedError, ValueError, ArithmeticError)


def quiet(record: logging.LogRecord) -> bool:
    """Drop what RDFLib logs, with a traceback, about every ill-typed literal; a check says so in its report."""
    return "lexical form" not in record.getMessage()


class Literals:
    """Literals as RDFLib has them, by number, for as long as one check lasts."""

    def __init__(self, term: Callable[[int], Term]) -> None:
        self._term = term
        self._known: dict[int, Literal | None] = {}

    def literal(self, number: int) -> Literal | None:
        """Return a literal; None when the number stands for another kind of term."""
        if number not in self._known:
            term = self._term(number)
            self._known[number] = as_rdflib(term) if isinstance(term, ox.Literal) else None
        return self._known[number]

    def well_typed(self, number: int, datatype: str) -> bool:
        """Tell whether a literal, which has this datatype, has a value in it."""
        literal = self.literal(number)
        if literal is None or literal.ill_typed:
            return False
        kind = _PYTHON.get(datatype)
        return kind is None or isinstance(literal.value, kind)

    def satisfies(self, number: int, sign: str, bound: Literal) -> bool:
        """Tell whether a term stands in this relation to a bound; what cannot be compared does not."""
        literal = self.literal(number)
        if literal is None or isinstance(literal.value, str) is not isinstance(bound.value, str):
            return False
        try:
            return OPERATORS[sign](_compared(literal, bound), 0)
        except _INCOMPARABLE:
            return False

    def less(self, left: int, right: int, sign: str) -> bool:
        """Tell whether one value is less (or not more) than another; what cannot be compared is not."""
        mine, other = self._comparable(left), self._comparable(right)
        if mine is None or other is None or (type(mine) is str) is not (type(other) is str):
            return False
        try:
            # Not `<=`: RDFLib's takes "these cannot be compared" for true, and pySHACL with it.
            return bool(OPERATORS["<"](mine, other)) or (sign == "<=" and _is_equal(mine, other))
        except _INCOMPARABLE:
            return False

    def _comparable(self, number: int) -> Literal | str | None:
        term = self._term(number)
        if isinstance(term, ox.NamedNode):
            return term.value
        literal = self.literal(number)
        return literal.value if literal is not None and isinstance(literal.value, str) else literal


def _compared(left: Literal, right: Literal) -> int:
    # Only here: pySHACL takes most of a second to import, and most datasets hold nothing that asks for it.
    from pyshacl.rdfutil.compare import compare_literal  # noqa: PLC0415

    compare: Callable[[Literal, Literal], int] = compare_literal
    return compare(left, right)


def _is_equal(left: Literal | str, right: Literal | str) -> bool:
    return left.eq(right) if isinstance(left, Literal) else left == right


def as_rdflib(term: ox.Literal) -> Literal:
    """Return a literal for RDFLib with its lexical form untouched; a string is a plain literal there."""
    logging.getLogger("rdflib.term").addFilter(quiet)  # the same function each time, so it is there once
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RDFLib warns about booleans that are none
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value == STRING else URIRef(term.datatype.value)
        return Literal(term.value, datatype=datatype, normalize=False)
