"""Gives the relative IRIs in a request of a caller something to be relative to."""

from __future__ import annotations

import re
from typing import Final

from samenhang.store.query_tokens import Kind, tokens

_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


def with_base(text: str, base: str) -> str:
    """Return a query or an update that resolves its relative IRIs against `base`; as it is when it has none.

    The declaration goes on the first line, so that the numbers of lines in messages stay right.
    """
    relative = any(token.kind is Kind.IRI and not _ABSOLUTE.match(token.text) for token in tokens(text))
    return f"BASE <{base}> {text}" if relative else text
