"""Queries about all records answered in this very process, for one that may itself be killed at any moment."""

from __future__ import annotations

from typing import Any, cast

from samenhang.validation.engines.child_sets import Sets
from samenhang.validation.engines.worker import not_run, too_much_memory


class LocalSets:
    """Answers as the process of `Worker` does, without one; the background stays from one question to the next."""

    def __init__(self, memory_bytes: int) -> None:
        self._sets = Sets()
        self._memory_bytes = memory_bytes

    def start(self) -> None:
        """Return: there is nothing to start."""

    def close(self) -> None:
        """Return: there is nothing to end."""

    def ask_with(self, task: dict[str, Any], background: bytes, data: bytes) -> list[Any]:
        """Return the rows of each query over the data with the background; raises as `Worker.ask_with`."""
        answer = self._sets.answer(task, b"", data)
        if "unknown" in answer:
            answer = self._sets.answer(task, background, data)
        if "memory" in answer:
            raise too_much_memory(self._memory_bytes)
        if "error" in answer:
            raise not_run(answer["error"])
        return cast("list[Any]", answer["results"])
