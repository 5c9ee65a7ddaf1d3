"""Places in files as data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samenhang.validation.documents import Place


def place_data(place: Place) -> dict[str, Any]:
    """Return a place as data for JSON, as people name it in both languages too."""
    parts = {
        "bestand": place.file,
        "regel": place.line,
        "kolom": place.column,
        "blad": place.sheet,
        "cel": place.cell,
        "veld": place.field,
        "tekst": {"nl": place.text("nl"), "en": place.text("en")},
    }
    return {key: value for key, value in parts.items() if value is not None}
