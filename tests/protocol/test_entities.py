from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from samenhang.store.parsing import RdfSyntaxError, read_quads

if TYPE_CHECKING:
    from pathlib import Path

XML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [{entities}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">
<rdf:Description rdf:about="a:s"><a:p>{text}</a:p></rdf:Description></rdf:RDF>"""
LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{10 * f"&{chr(97 + n)};"}">' for n in range(12))


def read(path: Path, entities: str, text: str) -> str:
    document = XML.format(entities=entities, text=text)
    path.write_text(document, encoding="utf-8")
    (by_file,), (by_bytes,) = (list(read_quads(d, "application/rdf+xml", None)) for d in (path, document.encode()))
    assert by_file == by_bytes
    return str(by_file.object)


def test_short_names_for_a_namespace_are_read(tmp_path: Path) -> None:
    assert read(tmp_path / "x", '<!ENTITY owl "http://www.w3.org/2002/07/owl#">', "&owl;Class") == (
        '"http://www.w3.org/2002/07/owl#Class"'
    )


@pytest.mark.parametrize(
    ("entities", "text"),
    [
        (LAUGHS, "&m;"),
        (f'<!ENTITY a "{"x" * 1000}">', "&a;" * 20_000),
        (f'<!ENTITY a "{"x" * 2000}">', "&a;"),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        ('<!ENTITY % a "b"> %a;', "x"),
        ('<!ENTITY\ta\n"&#38;b;">', "&a;"),
    ],
)
def test_entities_that_could_grow_or_point_outside_are_refused_at_once(
    tmp_path: Path, entities: str, text: str
) -> None:
    began = time.process_time()
    with pytest.raises(RdfSyntaxError, match="not read"):
        read(tmp_path / "x", entities, text)
    assert time.process_time() - began < 1


def test_an_empty_file_is_no_rdf_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert list(read_quads(path, "application/rdf+xml", None)) == []
