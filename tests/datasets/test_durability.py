from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.untraced
def test_every_acknowledged_version_outlives_kills_and_no_half_one_is_ever_seen(tmp_path: Path) -> None:
    # The same with 100 kills: python -m tests.datasets.killing FOLDER 100 7
    command = [sys.executable, "-m", "tests.datasets.killing", str(tmp_path), "8", "11"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == 8
    assert told["acknowledged"] >= 3
