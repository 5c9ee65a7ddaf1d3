"""Makes what an embedded store has committed survive a loss of power.

RocksDB, in which Oxigraph keeps its data, appends every transaction to a log file before it counts, but leaves it to
the operating system when the log reaches the disk. Having the log itself written out is enough, since it is replayed
when the store opens, and costs a fraction of Oxigraph's own `flush`, which also rewrites what the log says as tables
(docs/adr/0008-writing.md).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sync_logs(folder: Path) -> bool:
    """Return when every log of the store in `folder` is on disk; False when it has none, and nothing was done."""
    logs = sorted(folder.glob("*.log"))
    for log in logs:
        try:
            descriptor = os.open(log, os.O_RDONLY)
        except FileNotFoundError:  # turned into tables meanwhile, which are on disk before their log goes
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    if logs:
        sync_folder(folder)
    return bool(logs)


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
