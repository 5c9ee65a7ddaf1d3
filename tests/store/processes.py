"""Looking at processes from a test, on Linux."""

from __future__ import annotations

import os
from pathlib import Path


def is_running(pid: int) -> bool:
    """Tell whether a process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int | None) -> set[int]:
    """Return the process ids of the children of a single-threaded process, zombies included."""
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}


def memory_of(pid: int | None) -> int:
    """Return how many bytes of memory a process has in use."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024


def seconds_worked(pid: int) -> float:
    """Return how much computing time a process had; unlike the clock on the wall, whatever else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def open_descriptors() -> int:
    """Return how many descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
