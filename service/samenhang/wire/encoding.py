"""JSON as bytes."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

_READABLE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=2)


def dumps(data: Any, *, readable: bool = False) -> bytes:  # noqa: ANN401 -- whatever JSON can say
    """Return JSON in UTF-8; a lone surrogate, which an input may hold and UTF-8 cannot, becomes `?`."""
    if not readable:
        try:
            return to_json(data, inf_nan_mode="null")
        except PydanticSerializationError:
            pass
    return _READABLE.encode(data).encode("utf-8", "replace")
