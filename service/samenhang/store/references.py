"""Resolves relative IRIs as RFC 3986 has it; Python's own `urljoin` loses an empty fragment."""

from __future__ import annotations

import pyoxigraph as ox


def resolved(reference: str, base: str) -> str:
    """Return a reference against a base; as it is when there is no base or it is no reference."""
    if not base:
        return reference
    try:
        quad = next(ox.parse(f"<{reference}> <a:a> 1 .".encode(), ox.RdfFormat.TURTLE, base_iri=base))
    except (SyntaxError, ValueError):
        return reference
    return quad.subject.value if isinstance(quad.subject, ox.NamedNode) else reference
