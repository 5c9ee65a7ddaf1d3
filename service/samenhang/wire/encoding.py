"""JSON as bytes."""

from __future__ import annotations

import json
from typing import Any

_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_READABLE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=2)


def dumps(data: Any, *, readable: bool = False) -> bytes:  # noqa: ANN401 -- whatever JSON can say
    """Return JSON in UTF-8; a lone surrogate, which an input may hold and UTF-8 cannot, becomes `?`."""
    return (_READABLE if readable else _COMPACT).encode(data).encode("utf-8", "replace")
