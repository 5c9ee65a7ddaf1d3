"""Says in one sentence what Oxigraph has against a query; its own message lists every token it would have taken."""

from __future__ import annotations

import re
from typing import Final

from samenhang.errors import QueryError
from samenhang.model import Text

_MESSAGE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected (?:one of )?(?P<wanted>.*)", re.DOTALL)
_TOKEN: Final = re.compile(r"[A-Z]+|\"[^\"\\]+\"")
_MOST: Final = 3

# What the parser says when the words are in order and their meaning is not, among the tokens it would have taken.
_REASONS: Final = {
    "Prefix not found": Text("een prefix is niet verklaard", "a prefix is not declared"),
    "IRI parsing failed": Text("een IRI klopt niet", "an IRI is not valid"),
    "The SELECT contains a variable that is unbound": Text(
        "SELECT noemt een variabele die niet in GROUP BY staat", "SELECT names a variable that GROUP BY does not"
    ),
    "Duplicated variable name in SELECT": Text("SELECT noemt een variabele twee keer", "SELECT names a variable twice"),
}


def not_sparql(message: str) -> QueryError:
    """Return the error for a query that cannot be parsed, with line and column, from what Oxigraph says of it."""
    found = _MESSAGE.search(message)
    if found is None:
        return QueryError(Text("De query is geen geldige SPARQL.", "The query is not valid SPARQL."))
    line, column = found["line"], found["column"]
    why = _why(found["wanted"])
    return QueryError(
        Text(
            f"De query is geen geldige SPARQL: op regel {line}, kolom {column}, loopt het lezen vast{why.nl}.",
            f"The query is not valid SPARQL: reading stops at line {line}, column {column}{why.en}.",
        )
    )


def _why(wanted: str) -> Text:
    for words, reason in _REASONS.items():
        if words in wanted:
            return Text(f" ({reason.nl})", f" ({reason.en})")
    tokens = wanted.split(", ")
    if len(tokens) > _MOST or not all(_TOKEN.fullmatch(token) for token in tokens):
        return Text("", "")  # where nearly anything may follow, a list helps nobody
    return Text(f"; daar past {' of '.join(tokens)}", f"; {' or '.join(tokens)} would fit there")
