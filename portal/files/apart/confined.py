"""The inside of the process apart: its limits, its task, its answer."""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

CPU_SECONDS = 12
MEMORY = 1536 * 1024 * 1024


class Found(Exception):
    """What is wrong, as a word that the other side puts into a sentence."""


def answer(deed: Callable[[bytes, dict[str, Any]], bytes | dict[str, Any]]) -> None:
    """Do ``deed`` with what stands on standard input; print what comes of it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    task, content = json.loads(sys.argv[1]), sys.stdin.buffer.read()
    try:
        said = deed(content, task)
    except Found as found:
        said = {"wrong": str(found)}
    except MemoryError:
        said = {"wrong": "bomb"}
    data = json.dumps(said).encode() if isinstance(said, dict) else said
    sys.stdout.buffer.write(data)
