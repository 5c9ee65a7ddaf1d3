"""The bytes between the web process, the process that holds the graph and the processes that run queries.

Imported on both sides, so it imports nothing of ours. A *record* goes over the control socket: operation, number of the
worker, value. A *frame* goes over a worker's own socket: kind, length, payload. A request and the file of an APPLY are
a line of JSON and what follows it as bytes.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final

RECORD: Final = struct.Struct("!cIi")
READY: Final = b"R"  # the graph is loaded; the value is the number of quads, as far as it fits
FORK: Final = b"F"  # start a worker on the socket that comes along
KILL: Final = b"K"
APPLY: Final = b"A"  # make the graphs in the file that comes along hold what it says, for workers yet to be started
APPLIED: Final = b"B"  # the number is that of APPLY
STARTED: Final = b"S"  # the value is the process id
ENDED: Final = b"E"  # the value is the exit status, negative for a signal

FRAME: Final = struct.Struct("!cI")
REQUEST: Final = b"Q"  # query, solutions, graph, default, named, union, seconds; or update, seconds; then extra N-Quads
HEAD: Final = b"H"  # media type of the answer that follows; of an update, JSON: graphs changed, gone, sharing
DATA: Final = b"D"
DONE: Final = b"."  # the answer is whole
LAST: Final = b"!"  # as DONE, and this worker leaves: it has grown too much, or its graph has been changed
ERROR: Final = b"X"  # one byte for the cause, then the message of the engine

SYNTAX: Final = b"s"
MEMORY: Final = b"m"
FORMAT: Final = b"f"
EVALUATION: Final = b"e"


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one frame as bytes."""
    return FRAME.pack(kind, len(payload)) + payload


def with_line(head: Any, body: bytes) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """Return JSON on one line and what follows it."""
    return b"%b\n%b" % (json.dumps(head).encode(), body)


def without_line(whole: bytes) -> tuple[Any, bytes]:
    """Return the JSON of the first line, and what follows it."""
    line, _, body = whole.partition(b"\n")
    return json.loads(line), body
