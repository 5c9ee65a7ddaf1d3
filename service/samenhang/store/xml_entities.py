"""Refuses XML whose entities would make a small document a huge one; Oxigraph writes them out without a limit."""

from __future__ import annotations

import mmap
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DECLARED: Final = re.compile(rb"<!ENTITY\b")
_PLAIN: Final = re.compile(rb"<!ENTITY\s+([\w.:-]{1,100})\s+(?:\"([^\"&%<]{0,1000})\"|'([^'&%<]{0,1000})')\s*>")
_USED: Final = re.compile(rb"&([\w.:-]{1,100});")
_LEAST: Final = 1 << 20
_MOST_TIMES: Final = 10


def fault_in_entities(data: bytes | Path) -> Text | None:
    """Return what is wrong with the entities of an XML document; None when they are harmless, or there are none."""
    if isinstance(data, bytes):
        return _fault(data)
    if data.stat().st_size == 0:
        return None
    with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _fault(content)


def _fault(content: bytes | mmap.mmap) -> Text | None:
    lengths: dict[bytes, int] = {}
    for start in _DECLARED.finditer(content):
        plain = _PLAIN.match(content, start.start())
        if plain is None:
            return Text(
                "het verklaart een entiteit die niet enkel een korte tekst is (zo’n entiteit kan naar buiten wijzen of "
                "het document eindeloos groot maken)",
                "it declares an entity that is more than a short text (such an entity can point outside or make the "
                "document endlessly large)",
            )
        lengths[plain[1]] = len(plain[2] or plain[3] or b"")
    if lengths and _written_out(content, lengths) > max(_LEAST, _MOST_TIMES * len(content)):
        return Text(
            "met zijn entiteiten uitgeschreven is het meer dan tien keer zo groot",
            "with its entities written out it is more than ten times as large",
        )
    return None


def _written_out(content: bytes | mmap.mmap, lengths: Mapping[bytes, int]) -> int:
    used = Counter(match[1] for match in _USED.finditer(content))
    return sum(count * lengths.get(name, 0) for name, count in used.items())
