"""The pairs of examples in `tests/rules/*.yaml`, one pair for every rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

FOLDER = Path(__file__).parent.parent / "rules"


@dataclass(frozen=True, slots=True)
class Example:
    """A selection for which a rule holds and counts, and the nearest one for which it does not."""

    code: str
    theme: str
    breaks: Mapping[str, Any]
    keeps: Mapping[str, Any]


class _StrictLoader(yaml.SafeLoader):
    """Reads YAML and refuses a key that is there twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- the signature is PyYAML's
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        doubles = {key for key in keys if keys.count(key) > 1}
        if doubles:
            raise yaml.constructor.ConstructorError(None, None, f"twice: {sorted(doubles)}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


@cache
def examples() -> tuple[Example, ...]:
    """Return every pair, by theme and in the order of the file."""
    return tuple(example for path in sorted(FOLDER.glob("*.yaml")) for example in read_examples(path))


def read_examples(path: Path) -> list[Example]:
    """Return the pairs in one file; an unknown key, a missing part or a double rule is an error."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 -- a SafeLoader
    return [Example(code, path.stem, **_parts(pair)) for code, pair in data.items()]


def _parts(pair: dict[str, Any]) -> dict[str, Any]:
    names = {"breekt": "breaks", "houdt": "keeps"}
    return {names[key]: value for key, value in pair.items()}
