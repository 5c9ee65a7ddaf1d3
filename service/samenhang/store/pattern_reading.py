"""Tells from the text of a query whether it looks into the graphs of its dataset at all."""

from __future__ import annotations

from samenhang.store.query_tokens import Kind, tokens


def reads_graphs(query: str) -> bool:
    """Tell whether a query has a pattern to match; one such as `ASK {}` has none, and needs no graph to be answered."""
    depth, form, group, template = 0, "", 0, False
    for token in tokens(query):
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if depth == 0 and not form and word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            form = word
        if token.kind is Kind.MARK and token.text in "{}":
            # The first group of CONSTRUCT is a template, unless WHERE comes before it.
            template = template or (token.text == "{" and depth == 0 and form == "CONSTRUCT" and group == 0)
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                group, template = group + 1, False
        elif word == "WHERE" and depth == 0:
            group = max(group, 1)
        elif depth > 0 and not template:
            return True
    return False
