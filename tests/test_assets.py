"""The Turtle and SPARQL the product is made of are found, and hashed by name and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samenhang import assets
from samenhang.assets import assets_root, content_hash, turtle_files
from samenhang.errors import SamenhangError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_root_holds_ontology_shapes_and_queries() -> None:
    root = assets_root()
    assert (root / "ontology" / "samenhang.ttl").is_file()
    assert turtle_files(root / "shapes")
    assert list((root / "queries").rglob("*.rq"))


def test_a_damaged_installation_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "een" / "twee")
    with pytest.raises(SamenhangError, match="Install samenhang again"):
        assets_root()


def test_turtle_is_found_at_any_depth_in_a_stable_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.ttl", "b/a.ttl", "a.ttl", "a.rq"):
        (tmp_path / name).write_text("", encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in turtle_files(tmp_path)]
    assert names == ["a.ttl", "b/a.ttl", "c.ttl"]


def test_a_hash_changes_with_content_and_with_name(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    first.write_text("een", encoding="utf-8")
    second.write_text("een", encoding="utf-8")
    before = content_hash([first], tmp_path)
    assert len(before) == 64
    assert content_hash([second], tmp_path) != before
    first.write_text("twee", encoding="utf-8")
    assert content_hash([first], tmp_path) != before


def test_a_hash_tells_where_one_file_ends_and_the_next_begins(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    hashes = set()
    for one, two in (("ab", "c"), ("a", "bc")):
        first.write_text(one, encoding="utf-8")
        second.write_text(two, encoding="utf-8")
        hashes.add(content_hash([first, second], tmp_path))
    assert len(hashes) == 2
