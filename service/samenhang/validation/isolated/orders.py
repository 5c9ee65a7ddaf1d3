"""What is asked of a process that validates, and what it answers: one line of JSON each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.validation.limits import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


class TooHeavyError(RefusedError):
    """A file, or the shapes that came with it, ask for more time or memory than there is for one validation."""

    code = "validatie-te-zwaar"
    status = 413
    title = Text("De validatie vraagt te veel", "The validation asks for too much")


class ReportedError(SamenhangError):
    """An error that came up in the process that validates, with its own code and status."""

    def __init__(self, code: str, status: int, text: Text) -> None:
        super().__init__(text)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it is, what it is called, and what it is said to be."""

    path: str
    name: str
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One validation: the files, which count as one dataset, shapes beside those of the product, and the report.

    `form` names the form of the report, which is written to `out`. `day` is an ISO date.
    """

    files: tuple[File, ...]
    out: str
    form: str
    day: str
    lens: tuple[str, ...] = ()
    shapes: tuple[File, ...] = ()
    language: str = "nl"
    limits: Mapping[str, int] = field(default_factory=dict)

    def line(self) -> bytes:
        """Return the order as the process reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> Order:
        """Return the order in a line."""
        data = json.loads(line)
        files, shapes = (tuple(File(**file) for file in data.pop(name)) for name in ("files", "shapes"))
        return cls(files=files, shapes=shapes, lens=tuple(data.pop("lens")), **data)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a validation whose report was written."""

    compliant: bool
    findings: int
    seconds: float


def told(error: SamenhangError) -> dict[str, Any]:
    """Return an error as an answer."""
    return {"error": {"code": error.code, "status": error.status, "text": list(error.text)}}


def raised(answer: Mapping[str, Any]) -> ReportedError:
    """Return the error in an answer."""
    error = answer["error"]
    return ReportedError(error["code"], error["status"], Text(*error["text"]))
