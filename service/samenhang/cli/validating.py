"""What `samenhang validate` does: reads the files, checks them as one dataset, and writes the report."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from samenhang.cli.framework import UsageFault
from samenhang.cli.template import not_written
from samenhang.cli.waiting import Steps
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Severity, Text
from samenhang.validation.engines import ShapeGraph, refuse_hostile
from samenhang.validation.merging import merged
from samenhang.validation.reporting import FORMS, Manner, SavedReport, compare_submissions, difference
from samenhang.validation.reporting.difference_forms import write_difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenhang.cli.session import Session
    from samenhang.coherence import View
    from samenhang.validation.documents import Document
    from samenhang.validation.reporting import Difference
    from samenhang.validation.results import Report
    from samenhang.validation.service import Validator

STDIN: Final = "-"
_NAME_OF_STDIN: Final = "stdin"
_XLSX: Final = "xlsx"
_CHECKING: Final = Text("controleren", "checking")
_WRITING: Final = Text("rapport schrijven", "writing the report")
_READY: Final = Text("regels laden", "loading the rules")


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the command."""

    files: tuple[str, ...]
    form: str
    out: Path | None
    shapes: tuple[str, ...]
    against: str | None
    media_type: str | None
    lens: tuple[str, ...]
    day: str | None
    threshold: Severity


def run(session: Session, request: Request) -> Report:
    """Return the report, which has been written; every error is a SamenhangError with one sentence."""
    _refuse_terminal(request)
    paths = [*request.files, *([request.against] if request.against else []), *request.shapes]
    for name in paths:
        _required(name)
    own = _own_shapes(request.shapes)
    with ExitStack() as stack:
        steps = stack.enter_context(Steps(len(request.files) + 3))
        steps.next(_READY.get(session.language))
        samenhang = session.samenhang()
        view, _ = samenhang.prepare({}, request.lens, request.day)
        validator = samenhang.validator()
        job = _Job(validator, request, stack)
        begun = time.perf_counter()
        documents = [job.read(name, steps) for name in request.files]
        steps.next(_CHECKING.get(session.language))
        document = merged(documents)
        report = validator.check(document, view, lens=request.lens, shapes=own, begun=begun)
        compared = job.compared(document, report, view, own)
        steps.next(_WRITING.get(session.language))
        with _opened(request, steps) as stream:
            _write(report, compared, stream, request, session.language, job)
    return report


class _Job:
    """Reads the files of one call; what comes from standard input is kept in a folder that is gone afterwards."""

    def __init__(self, validator: Validator, request: Request, stack: ExitStack) -> None:
        self._validator, self._request, self._stack = validator, request, stack
        self._kept: Path | None = None

    def read(self, name: str, steps: Steps) -> Document:
        """Return one file as a document."""
        path = self.path(name)
        steps.next(_NAME_OF_STDIN if name == STDIN else path.name)
        return self._validator.read(
            path, name=_NAME_OF_STDIN if name == STDIN else path.name, media_type=self._request.media_type
        )

    def path(self, name: str) -> Path:
        """Return the file with a name; standard input is read once, to disk."""
        if name != STDIN:
            return Path(name)
        if self._kept is None:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="samenhang-"))
            self._kept = Path(folder) / _NAME_OF_STDIN
            with self._kept.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        return self._kept

    def compared(self, document: Document, report: Report, view: View, own: ShapeGraph | None) -> Difference | None:
        """Return the difference with an earlier file or report; None when none is asked for."""
        name = self._request.against
        if name is None:
            return None
        path = self.path(name)
        saved = _saved(path)
        if saved is not None:
            return difference(saved, report)
        # What was submitted before is read as what is submitted now is, and judged by the same rules.
        done = self._validator.validate(path, view, name=path.name, lens=self._request.lens, shapes=own)
        return difference(done.report, report, compare_submissions(done.document, document))


def _saved(path: Path) -> SavedReport | None:
    """Return the report in a JSON file; None when it is something else, such as a dataset in JSON-LD."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    return SavedReport.of(data) if isinstance(data, dict) and "bevindingen" in data else None


def _write(  # noqa: PLR0917 -- the parts of one call
    report: Report, compared: Difference | None, stream: BinaryIO, request: Request, language: str, job: _Job
) -> None:
    source = job.path(request.files[0]) if len(request.files) == 1 else None
    terminal = request.out is None and sys.stdout.isatty()
    width = max(40, min(shutil.get_terminal_size().columns, 120)) if terminal else 100
    colour = terminal and "NO_COLOR" not in os.environ
    manner = Manner(language, colour=colour, width=width, threshold=request.threshold, source=source)
    if compared is not None:
        write_difference(compared, stream, request.form, manner)
    else:
        FORMS[request.form].write(report, stream, manner)


@contextmanager
def _opened(request: Request, steps: Steps) -> Iterator[BinaryIO]:
    """Give where the report goes: standard output, or a file that is there whole or not at all."""
    if request.out is None:
        if sys.stdout.isatty():
            steps.stop()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    # In its own folder, so that it is renamed and not copied.
    temporary = request.out.with_name(f".{request.out.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            yield stream
        temporary.replace(request.out)
    except OSError as error:
        raise not_written(str(request.out), error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _own_shapes(names: tuple[str, ...]) -> ShapeGraph | None:
    if not names:
        return None
    shapes = ShapeGraph.from_files([Path(name) for name in names])
    refuse_hostile(shapes)
    return shapes


def _required(name: str) -> None:
    path = Path(name)
    if name == STDIN:
        return
    if not path.exists():
        text = Text(f"{name}: dit bestand bestaat niet.", f"{name}: this file does not exist.")
        raise InvalidInputError([Fault("", "onleesbaarBestand", text)])
    if not os.access(path, os.R_OK):
        text = Text(f"{name}: mag niet worden gelezen.", f"{name}: may not be read.")
        raise InvalidInputError([Fault("", "onleesbaarBestand", text)])


def _refuse_terminal(request: Request) -> None:
    if request.form == _XLSX and request.out is None and sys.stdout.isatty():
        raise UsageFault(
            Text(
                "Een werkmap past niet op een terminal. Geef een bestand met -o.",
                "A workbook does not fit on a terminal. Give a file with -o.",
            )
        )
    if request.files.count(STDIN) + (request.against == STDIN) > 1:
        raise UsageFault(
            Text("De standaardinvoer (-) kan er maar een keer bij.", "Standard input (-) can be given only once.")
        )
