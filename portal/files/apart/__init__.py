"""Foreign bytes are opened in a process of its own, with little memory and time.

Whatever a file does to the libraries that read it, the page that asked goes on.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 20


class Stuck(RuntimeError):
    """It took too long or too much memory, or the reader broke down over it."""


def run(reader: str, task: dict[str, Any], content: bytes) -> bytes:
    """What ``reader``, a module beside this file, answers to ``task``."""
    module = f"{__name__}.{reader}"
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, json.dumps(task)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8"},
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Stuck from error
    return done.stdout


def ask(reader: str, task: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The same where the answer is in words."""
    answer: dict[str, Any] = json.loads(run(reader, task, content))
    return answer
