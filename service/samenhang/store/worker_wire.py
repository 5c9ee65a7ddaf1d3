"""The bytes between the web process, the process that holds the graph and the processes that run queries.

Imported on both sides, so it imports nothing of ours. A *record* goes over the control socket: operation, number of the
worker, value. A *frame* goes over a worker's own socket: kind, length, payload.
"""

from __future__ import annotations

import struct
from typing import Final

RECORD: Final = struct.Struct("!cIi")
READY: Final = b"R"  # the graph is loaded; the value is the number of quads, as far as it fits
FORK: Final = b"F"  # start a worker on the socket that comes along
KILL: Final = b"K"
STARTED: Final = b"S"  # the value is the process id
ENDED: Final = b"E"  # the value is the exit status, negative for a signal

FRAME: Final = struct.Struct("!cI")
REQUEST: Final = b"Q"  # JSON: query, solutions, graph, default, named, seconds
HEAD: Final = b"H"  # media type of the answer that follows
DATA: Final = b"D"
DONE: Final = b"."  # the answer is whole
LAST: Final = b"!"  # as DONE, and this worker has grown so much that it leaves
ERROR: Final = b"X"  # one byte for the cause, then the message of the engine

SYNTAX: Final = b"s"
MEMORY: Final = b"m"
FORMAT: Final = b"f"
EVALUATION: Final = b"e"


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one frame as bytes."""
    return FRAME.pack(kind, len(payload)) + payload
