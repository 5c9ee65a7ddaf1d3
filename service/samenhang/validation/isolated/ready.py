"""One validation in a process that is ready for it: everything was loaded before it was forked."""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import math
import os
import resource
import signal
import sys
import tempfile
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from samenhang.assets import assets_root
from samenhang.coherence import Rulebook
from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.queries import QueryLibrary
from samenhang.reference import load_reference
from samenhang.rules import Lens, load_catalogue, parse_lens
from samenhang.store import EmbeddedStore, load_assets
from samenhang.validation.engines import Engines, ShapeGraph, refuse_hostile
from samenhang.validation.engines import Limits as EngineLimits
from samenhang.validation.engines.local_sets import LocalSets
from samenhang.validation.engines.worker import ValidationFailedError, ValidationTimeoutError
from samenhang.validation.isolated.orders import Answer, File, Order, TooHeavyError, told
from samenhang.validation.limits import Limits
from samenhang.validation.merging import merged
from samenhang.validation.readers.forms import known_media_type, media_type_of_name
from samenhang.validation.reporting.forms import FORMS, Manner
from samenhang.validation.service import Validator

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable

_PR_SET_PDEATHSIG: Final = 1
_FORBIDDEN: Final = ("socket.connect", "socket.getaddrinfo", "os.system", "os.exec", "urllib.Request")
_LARGEST_REPORT: Final = 4 << 30
_LONGEST_ORDER: Final = 1 << 20
_USUAL: Final = ("json",)
_OWN_SHARE: Final = 0.8
"""The part of the time that shapes of a user's own may take, so that there is some left to say that they did."""
_EXAMPLE: Final = b"""<https://w3id.org/samenhang/id/inrichting/a> a <https://w3id.org/samenhang/def/Inrichting> ;
    <https://w3id.org/samenhang/def/binnenStelsel> <https://w3id.org/samenhang/id/inrichting/b> ;
    <https://w3id.org/samenhang/def/pgb> <https://w3id.org/samenhang/def/pgb/ja> ."""


class Ready:
    """Rules, shapes and background, loaded; `seconds` and `memory_bytes` are what one validation may take."""

    def __init__(self, assets: Path | None, seconds: float, memory_bytes: int) -> None:
        root = assets or assets_root()
        store = EmbeddedStore()
        version = load_assets(store, root)
        queries = QueryLibrary(root / "queries")
        catalogue = load_catalogue(store, queries, version.sha256)
        self._documents = catalogue.documents
        self._rulebook = Rulebook(catalogue)
        view = self._rulebook.view(Lens(), datetime.now(UTC).date())
        load_reference(store, root, queries, view)
        self._seconds, self._memory_bytes = seconds, memory_bytes
        limits = EngineLimits(seconds * _OWN_SHARE, memory_bytes)
        self._validator = Validator(store, queries, view, Engines(limits, LocalSets(memory_bytes)))

    def warm(self, forms: Iterable[str] = FORMS) -> None:
        """Do once what need not be done again for every file: validate a small one, with a report in these forms."""
        with tempfile.TemporaryDirectory(prefix="samenhang-") as folder:
            path = Path(folder) / "x.ttl"
            path.write_bytes(_EXAMPLE)
            for form in forms:
                out = str(Path(folder) / form)
                self.answer(Order((File(str(path), path.name),), out, form, datetime.now(UTC).date().isoformat()))

    def load(self) -> None:
        """Import what only some files and forms of a report need."""
        for module in ("samenhang.validation.tabular.xlsx_input", "openpyxl"):
            import_module(module)

    def serve(self, link: socket.socket) -> None:
        """Read one order, carry it out within the limits, and answer."""
        self._isolate()
        self.warm(_USUAL)  # the memory that is shared is copied where it is touched: here, before anybody waits
        link.sendall(b'{"begun": true}\n')
        line = _line(link)
        if line:
            link.sendall(b'{"taken": true}\n')
            link.sendall(json.dumps(self._outcome(Order.of(line))).encode() + b"\n")

    def serve_many(self, link: socket.socket) -> None:
        """Carry out orders until the link closes; for a run that gives up on time by itself, as this bounds memory."""
        self._isolate()
        resource.setrlimit(resource.RLIMIT_CPU, (resource.getrlimit(resource.RLIMIT_CPU)[1],) * 2)
        while line := _line(link):
            link.sendall(json.dumps(self._outcome(Order.of(line))).encode() + b"\n")

    def _outcome(self, order: Order) -> dict[str, Any]:
        try:
            answer = self.answer(order)
        except (ValidationTimeoutError, ValidationFailedError) as error:
            return told(TooHeavyError(error.text))
        except SamenhangError as error:
            return told(error)
        except MemoryError:
            return told(too_heavy(self._memory_bytes))
        except RecursionError:
            return told(nested_too_deep())
        return {"compliant": answer.compliant, "findings": answer.findings, "seconds": answer.seconds}

    def answer(self, order: Order) -> Answer:
        """Return what came of a validation; the report is written."""
        view = self._rulebook.view(parse_lens(order.lens, self._documents), date.fromisoformat(order.day))
        shapes = _own_shapes(order.shapes)
        limits = replace(Limits(seconds=self._seconds), **order.limits)
        read = self._validator.read
        documents = [
            read(Path(file.path), name=file.name, media_type=file.media_type, limits=limits) for file in order.files
        ]
        report = self._validator.check(merged(documents), view, lens=order.lens, shapes=shapes)
        source = Path(order.files[0].path) if len(order.files) == 1 else None
        with Path(order.out).open("wb") as out:
            FORMS[order.form].write(report, out, Manner(order.language, source=source))
        return Answer(report.compliant, len(report.findings), report.seconds)

    def _isolate(self) -> None:
        """Bound what this process may take, and take away what it has no business with."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            with contextlib.suppress(OSError):
                Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            _bound(resource.RLIMIT_AS, pages * resource.getpagesize() + self._memory_bytes)
        _bound(resource.RLIMIT_CPU, math.ceil(self._seconds) + 1)
        _bound(resource.RLIMIT_FSIZE, _LARGEST_REPORT)
        _bound(resource.RLIMIT_CORE, 0)
        os.umask(0o077)
        logging.disable()
        warnings.simplefilter("ignore")
        sys.addaudithook(_refuse)


def _bound(what: int, limit: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)


def _own_shapes(files: tuple[File, ...]) -> ShapeGraph | None:
    found: ShapeGraph | None = None
    for file in files:
        kind = known_media_type(file.media_type) or media_type_of_name(file.name) or "text/turtle"
        shapes = ShapeGraph.from_text(Path(file.path).read_bytes(), kind)
        found = shapes if found is None else found | shapes
    if found is not None:
        refuse_hostile(found)
    return found


def _line(link: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) < _LONGEST_ORDER:
        got = link.recv(65_536)
        if not got:
            return b""
        line += got
    return line


def too_heavy(memory_bytes: int) -> TooHeavyError:
    """Return the error for a file that asks for more memory than there is for one validation."""
    size = memory_bytes >> 20
    return TooHeavyError(
        Text(
            f"De validatie vroeg meer dan {size} MiB geheugen. Splits het bestand.",
            f"The validation asked for more than {size} MiB of memory. Split the file.",
        )
    )


def nested_too_deep() -> TooHeavyError:
    """Return the error for a file whose parts are nested deeper than can be followed."""
    return TooHeavyError(
        Text(
            "Het bestand is te diep genest om te lezen. Maak het vlakker.",
            "The file is nested too deeply to be read. Make it flatter.",
        )
    )
