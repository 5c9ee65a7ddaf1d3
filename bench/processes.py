"""What a server costs the machine: the processor time and the memory of its processes, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_RESET_PEAK: Final = "5"


def processor_time(pid: int) -> float:
    """Return the seconds of processor time of a process and all it started, those that ended included."""
    ticks = sum(map(_ticks, _family(pid)))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Return how many bytes of memory one process has now."""
    return _status(pid, "VmRSS")


def forget_peak(pid: int) -> None:
    """Have `peak` speak of what happens from now on."""
    (_PROC / str(pid) / "clear_refs").write_text(_RESET_PEAK, encoding="ascii")


def peak(pid: int) -> int:
    """Return how many bytes of memory one process had at most since `forget_peak`."""
    return _status(pid, "VmHWM")


def _ticks(pid: int) -> int:
    try:
        return sum(map(int, _fields(pid)[11:15]))
    except OSError:  # it has just ended; whoever waits for it takes over its time
        return 0


def _status(pid: int, name: str) -> int:
    for line in (_PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


def _family(pid: int) -> list[int]:
    """Return a process and its descendants that are alive."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int(_fields(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:  # it has just ended
                continue
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _fields(pid: int) -> list[str]:
    """Return the fields of a process from its state on; its name before them may hold anything."""
    return (_PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
