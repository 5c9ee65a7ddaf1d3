"""Example questions for the OpenAPI document; their answers are computed by the rules as they are."""

from __future__ import annotations

from typing import Any, Final

_CHOICES: Final = {
    "bekostigingsvorm": "productiebekostiging",
    "budgetplafond": "geen",
    "monitoringIntensiteit": "laag",
}
_DAY: Final = "2026-01-01"
_START: Final = {"bekostigingsvorm": "productiebekostiging", "contractafbakening": "geen", "resultaatdefinitie": "geen"}
_GOAL: Final = {
    "bekostigingsvorm": "gebiedsbekostiging",
    "contractafbakening": "gebied",
    "resultaatdefinitie": "helder",
}

QUESTIONS: Final[dict[str, dict[str, Any]]] = {
    "samenhangtoetsen": {"keuzes": _CHOICES, "lens": ["D4"], "peildatum": _DAY},
    "keuzemogelijkheden": {
        "keuzes": {"bekostigingsvorm": "productiebekostiging", "budgetplafond": "geen"},
        "dimensies": ["monitoringIntensiteit", "budgetplafond"],
        "peildatum": _DAY,
    },
    "combinaties": {
        "keuzes": {"domein": "jeugd"},
        "over": ["bekostigingsvorm", "contractniveau"],
        "page": 1,
        "pageSize": 3,
        "peildatum": _DAY,
    },
    "verklaringen": {"keuzes": _CHOICES, "peildatum": _DAY},
    "herstelvoorstellen": {"keuzes": _CHOICES, "vast": ["bekostigingsvorm"], "aantal": 2, "peildatum": _DAY},
    "veranderpaden": {"van": _START, "naar": _GOAL, "bundels": [], "peildatum": _DAY},
    "vergelijkingen": {"a": _CHOICES, "b": {**_CHOICES, "monitoringIntensiteit": "gemiddeld"}, "peildatum": _DAY},
    "steekproeven": {
        "keuzes": {"domein": "jeugd"},
        "over": ["bekostigingsvorm", "contractniveau"],
        "aantal": 2,
        "zaad": 1,
        "peildatum": _DAY,
    },
    "samenhangmatrix": {
        "keuzes": {"domein": "jeugd"},
        "dimensies": ["contractafbakening", "gebiedsbekostigingMotief"],
        "peildatum": _DAY,
    },
}
