"""What a suite says of one engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Score:
    """The tests of one part of a suite on one engine: passed, failed with the cause, left to another with the cause."""

    suite: str
    engine: str
    ours: bool = True
    """Whether a failure counts; that of an engine which is only compared with does not."""
    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """Return the score on one line."""
        tried = len(self.passed) + len(self.failed)
        left = f", {len(self.left)} left to the general engine" if self.left else ""
        return f"{self.suite:<14} {self.engine:<14} {len(self.passed):>4} / {tried}{left}"

    def details(self) -> Iterator[str]:
        """Yield a line for each test that failed or was left."""
        for word, tests in (("fails", self.failed), ("left", self.left)):
            for test, cause in tests.items():
                yield f"  {self.suite} {self.engine} {word}: {test}: {cause}"
