"""How much of an upload is taken in at all."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

CHUNK = 64 * 1024


class Bounded(FileUploadHandler):
    """Stands before the others: of a file that is too large they see just enough.

    They count one chunk more than is allowed, so the file is refused by its size, and
    a sender of gigabytes fills no disk.
    """

    chunk_size = CHUNK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.taken > settings.EVIDENCE_FILE_BYTES:
            return None
        self.taken += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is made by the handlers behind this one."""
