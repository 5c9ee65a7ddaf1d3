"""How this process ends."""

from __future__ import annotations

import os
import sys
import threading

QUERY_THREAD = "samenhang-query"


def leave(code: int) -> None:
    """Exit with `code`, without waiting for a query that nobody wants the answer of any more."""
    if any(thread.name == QUERY_THREAD for thread in threading.enumerate()):
        # The engine cannot be asked to stop, and the interpreter would trip over its thread on the way out.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
