from __future__ import annotations

import subprocess
import sys
import time

import pytest
from bench.processes import forget_peak, memory, peak, processor_time

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no /proc: processes are counted as Linux does")
BUSY = "import time; until = time.process_time() + 0.3\nwhile time.process_time() < until: pass"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}]); print('done', flush=True); input()"
GROWN = "input(); x = bytearray(64 << 20); del x; print('done', flush=True); input()"


def test_the_time_of_a_child_that_ended_counts_for_its_parent() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        assert processor_time(process.pid) >= 0.25
        process.communicate("\n")


def test_the_time_of_a_child_that_runs_counts_for_its_parent() -> None:
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"]
    with subprocess.Popen(command) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, processor_time(process.pid))
            time.sleep(0.02)
    assert most >= 0.15


def test_a_peak_is_remembered_after_the_memory_was_given_back() -> None:
    command = [sys.executable, "-c", GROWN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        forget_peak(process.pid)
        before = memory(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n"
        assert peak(process.pid) - before >= 48 << 20
        assert memory(process.pid) - before < 48 << 20
        process.communicate("\n")
