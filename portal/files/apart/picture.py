"""Unpacks a picture to its last line."""

import io
import zlib
from typing import Any

from PIL import Image, UnidentifiedImageError

from portal.files.apart.confined import Found, answer


def check(content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    try:
        with Image.open(io.BytesIO(content), formats=task["formats"]) as picture:
            if picture.width * picture.height > task["pixels"]:
                raise Found("pixels")
            picture.load()
    except UnidentifiedImageError:
        raise Found("not") from None
    except (OSError, SyntaxError, ValueError, MemoryError, zlib.error):
        raise Found("broken") from None
    return {"pages": 1}


if __name__ == "__main__":
    answer(check)
