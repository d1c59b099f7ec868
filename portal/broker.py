"""A broker that is a folder: Kombu's filesystem transport, made safe.

Kombu's own writes a message under its final name, so a consumer may read half of it
and lose it, or end on it. Here every file is written under another name and renamed.
The queue proper is the table of jobs (``portal.jobs``); a message lost with a killed
worker is sent again when the lease of its job runs out.
"""

import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

ALIAS = "folder"
log = logging.getLogger(__name__)


def register() -> None:
    """Let ``CELERY_BROKER_URL=folder://`` mean this transport."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    """Publishes by rename; takes a message by rename, too."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            try:
                return loads(self._take(folder / name))
            except FileNotFoundError:  # another worker was first
                continue
            except ValueError:
                log.warning("The message %s cannot be read and is dropped.", name)
        raise Empty

    @staticmethod
    def _take(file: Path) -> bytes:
        """The content of a message; only one process gets as far as reading it."""
        mine = file.with_name(f".{file.name}.{os.getpid()}")
        file.rename(mine)
        content = mine.read_bytes()
        mine.unlink()
        return content

    def _queue_bind(
        self, exchange: str, routing_key: str, pattern: str, queue: str
    ) -> None:
        file = self._exchange_file(exchange)
        binding = filesystem.exchange_queue_t(
            routing_key or "", pattern or "", queue or ""
        )
        with locked(file.with_suffix(".lock")):
            known = self.get_table(exchange)
            if binding not in known:
                write_whole(file, dumps([binding, *known]))


class Transport(filesystem.Transport):
    Channel = Channel


def write_whole(file: Path, text: str) -> None:
    """Nobody ever sees a part of it: the name appears when the content is there."""
    draft = file.with_name(f".{uuid.uuid4()}.new")
    try:
        draft.write_text(text, "utf-8")
        draft.rename(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("a") as handle:
        flock(handle, LOCK_EX)
        yield
