from __future__ import annotations

import pyoxigraph as ox
import pytest

from samenhang.store.prologues import with_one_prologue, without_prologue

TWO = """
PREFIX e: <http://example.org/one#>
INSERT DATA { e:a\\,b e:p 'e:a PREFIX' } ; # e:a
PREFIX e: <http://example.org/two#> BASE <http://example.org/dir/>
PREFIX : <rel#>
INSERT DATA { e:a :p <x> } ;
"""


def test_each_operation_reads_names_by_its_own_prologue() -> None:
    store = ox.Store()
    store.update(with_one_prologue(TWO))
    assert sorted(map(str, store)) == [
        '<http://example.org/one#a,b> <http://example.org/one#p> "e:a PREFIX"',
        "<http://example.org/two#a> <http://example.org/dir/rel#p> <http://example.org/dir/x>",
    ]


@pytest.mark.parametrize(
    "update",
    [
        "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 } ; DELETE DATA { e:a e:b 1 }",
        "INSERT DATA { <a:a> <a:b> '; PREFIX e: <http://e/>' }".replace("; PREFIX", "PREFIX"),
    ],
)
def test_an_update_with_one_prologue_stays_as_it_is(update: str) -> None:
    assert with_one_prologue(update) == update


def test_a_prefix_that_was_not_declared_is_left_for_the_engine_to_refuse() -> None:
    assert without_prologue("INSERT DATA { e:a <a:b> 1 }") == "INSERT DATA { e:a <a:b> 1 }"
    with pytest.raises(SyntaxError):
        ox.Store().update(with_one_prologue("DROP ALL ; PREFIX f: <http://f/> INSERT DATA { e:a e:b 1 }"))
