"""The transition paths of the source documents as examples: a start, and stages that each change some choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from samenhang.wire.answers import choices
from samenhang.wire.operations import changes
from samenhang.wire.terms import Data, anchors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.model import Answer

_FILE = "data/voorbeelden/veranderpaden.yaml"


def path_examples(core: Samenhang, root: Path) -> list[Data]:
    """Return the examples that stand in `data/` below `root`, with the verdict on every stage.

    InvalidInputError when an example names what the rules do not know.
    """
    data = yaml.safe_load((root / _FILE).read_text(encoding="utf-8"))
    return [_example(core, item) for item in data["voorbeelden"]]


def _example(core: Samenhang, item: Mapping[str, Any]) -> Data:
    selection = core.prepare(item["van"])[1]
    stages, bundles = [], []
    start = selection
    for stage in item["etappes"]:
        after = core.prepare({**selection, **stage["wijzigt"]})[1]
        stages.append({"tekst": stage["tekst"], **_stage(core, selection, after)})
        bundles.append(list(stage["wijzigt"]))
        selection = after
    return {
        "id": item["id"],
        "iri": item["begrip"],
        "label": item["label"],
        "duiding": item["duiding"],
        "bronnen": anchors(_anchors(core)[notation] for notation in item["bronnen"]),
        "van": choices(start, core.catalogue),
        "naar": choices(selection, core.catalogue),
        "bundels": bundles,
        "etappes": stages,
    }


def _stage(core: Samenhang, before: dict[str, Answer], after: dict[str, Answer]) -> Data:
    return {
        "wijzigingen": changes(core.compare(before, after).differences, core.catalogue),
        "keuzes": choices(after, core.catalogue),
        "oordeel": core.check(after).verdict.value,
    }


def _anchors(core: Samenhang) -> dict[str, Any]:
    return {anchor.notation: anchor for document in core.catalogue.documents.values() for anchor in document.anchors}
