"""Processes that the tests interrupt."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path


def interruptible(command: Sequence[str], cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """The command, its errors in a pipe, that ends on SIGINT even where the tests run in the background of a script.

    Shells start such jobs with SIGINT ignored, and what is ignored is inherited.
    """
    return subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, preexec_fn=_heed)


def _heed() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
