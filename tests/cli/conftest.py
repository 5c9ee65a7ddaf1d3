"""The command line in this process, on the graph that all tests share; `test_process.py` runs the real command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest
from click.testing import CliRunner, Result

from samenhang.cli import app
from samenhang.cli.session import Loaded
from samenhang.store import EmbeddedStore

if TYPE_CHECKING:
    from samenhang import Samenhang

Run: TypeAlias = Callable[..., Result]


@pytest.fixture(scope="session")
def loaded(samenhang: Samenhang) -> Loaded:
    assert isinstance(samenhang.store, EmbeddedStore)
    return Loaded(samenhang, samenhang.store)


@pytest.fixture(scope="session")
def run(loaded: Loaded) -> Run:
    """Return what runs a command line: words, what is on standard input, and the environment's locale."""

    def run(*words: str, text: str | bytes | None = None, **environment: str) -> Result:
        env = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", **environment}
        return CliRunner().invoke(app, list(words), input=text, env=env, obj=loaded)

    return run
