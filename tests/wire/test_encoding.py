from __future__ import annotations

import json

from samenhang.wire import dumps


def test_json_is_compact_utf8_and_survives_what_utf8_cannot_say() -> None:
    assert dumps({"a": ["é", 1, 0.5, None]}) == '{"a":["é",1,0.5,null]}'.encode()
    assert json.loads(dumps({"a": "\ud800é"})) == {"a": "?é"}


def test_readable_json_is_indented() -> None:
    assert dumps({"a": 1}, readable=True) == b'{\n  "a": 1\n}'
