"""Takes tokens out of text that may be shown, logged or kept."""

from __future__ import annotations

import re
from typing import Final

_OURS: Final = re.compile(r"smh_[0-9A-Za-z]{6,}_[0-9A-Za-z]+")
_JWT: Final = re.compile(r"eyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)?")
_HEADER: Final = re.compile(r"(?i)\b(bearer|access_token)([\s=:]+)[\w.~+/-]{8,}=*")
_SHOWN: Final = "[token]"


def redact(text: str) -> str:
    """Return the text with every token in it replaced: ours, JSON Web Tokens, and what follows `Bearer`."""
    if "smh_" in text:
        text = _OURS.sub(_SHOWN, text)
    if "eyJ" in text:
        text = _JWT.sub(_SHOWN, text)
    return _HEADER.sub(rf"\1\2{_SHOWN}", text)
