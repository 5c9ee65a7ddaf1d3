from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from samenhang.store.durability import sync_logs

_KILLING = Path(__file__).with_name("killing.py")
_WRITE_ONCE = """
import os, sys
from pathlib import Path
from samenhang.store import EmbeddedStore, Replace
store = EmbeddedStore(Path(sys.argv[1]))
for number in range(3):
    Path("/begins-to-write").exists()
    store.write([Replace("a:g", b"<a:a> <a:b> %d ." % number)])
    Path("/has-written").exists()
os._exit(0)
"""


@pytest.mark.untraced
def test_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_half(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(_KILLING), str(tmp_path / "graaf"), "25", "7"],
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    assert json.loads(done.stdout)["acknowledged"] > 25


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: only it sees what reaches the disk"
)
def test_a_write_is_on_disk_before_it_returns(tmp_path: Path) -> None:
    trace, folder = tmp_path / "trace", tmp_path / "graaf"
    calls = "trace=write,fsync,fdatasync,stat,newfstatat,statx"
    command = ["strace", "-f", "-y", "-o", str(trace), "-e", calls, sys.executable, "-c", _WRITE_ONCE, str(folder)]
    subprocess.run(command, check=True, timeout=120)
    writes = 0
    unsynced: set[str] = set()
    syncing: dict[str, str] = {}
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        pid, _, rest = line.partition(" ")
        call, _, arguments = rest.strip().partition("(")
        file = arguments.partition("<")[2].partition(">")[0]
        if call == "write" and file.endswith(".log") and str(folder) in file:
            writes += 1
            unsynced.add(file)
        elif call in ("fsync", "fdatasync"):
            syncing[pid] = file
        elif "/has-written" in arguments:
            assert not unsynced
        if pid in syncing and rest.endswith("= 0"):  # in one line, or in the one that resumes it
            unsynced.discard(syncing.pop(pid))
    assert writes >= 3


def test_a_folder_without_logs_has_nothing_to_sync(tmp_path: Path) -> None:
    assert not sync_logs(tmp_path)
    (tmp_path / "000001.log").write_bytes(b"x")
    assert sync_logs(tmp_path)
