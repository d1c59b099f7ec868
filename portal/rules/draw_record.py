"""The published side of a draw: digests, the commitment, the seed, the record."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from typing import Any

from portal.rules.draw import DrawResult, Pick
from portal.rules.draw_pool import canonical

FORMAT = "draw-record-v1"


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def mask(salt: str, name: str) -> str:
    """A mark that stands for a name: equal for equal names of one draw.

    16 hexadecimal digits of HMAC-SHA-256 under ``salt`` (hexadecimal), which is never
    published: names of cities are few and would else be found by trying. "" stays "".
    """
    if not name:
        return ""
    return hmac.digest(bytes.fromhex(salt), name.encode(), "sha256").hex()[:16]


def commitment(round: str, number: int, pool_sha256: str, secret: str) -> str:
    """What is published before the value exists, and binds to secret and pool.

    SHA-256 of ``draw-commit-v1``, round code, number of the draw, digest of the pool
    and secret (64 hexadecimal digits), joined by line feeds.
    """
    return digest(f"draw-commit-v1\n{round}\n{number}\n{pool_sha256}\n{secret}")


def seed_of(secret: str, pool_sha256: str, value: str) -> bytes:
    """HMAC-SHA-256 with the secret's 32 bytes as key over ``draw-seed-v1``, digest of
    the pool and public value, joined by line feeds."""
    words = f"draw-seed-v1\n{pool_sha256}\n{value}"
    return hmac.digest(bytes.fromhex(secret), words.encode(), "sha256")


def plain_value(raw: str) -> str:
    """The public value as it is hashed: NFKC, each run of blanks one space."""
    return " ".join(unicodedata.normalize("NFKC", raw).split())


def result_data(result: DrawResult) -> dict[str, Any]:
    return {
        "attempt": result.attempt,
        "seats": [_pick_data(each) for each in result.seats],
        "reserves": [_pick_data(each) for each in result.reserves],
    }


def _pick_data(pick: Pick) -> dict[str, Any]:
    return {
        "number": pick.number,
        "seat": pick.seat,
        "category": pick.category,
        "candidates": pick.candidates,
        "index": pick.index,
        "expert": pick.expert,
        "excluded": dict(pick.excluded),
    }


def read_result(data: Mapping[str, Any]) -> DrawResult:
    return DrawResult(
        data["attempt"],
        tuple(Pick(**each) for each in data["seats"]),
        tuple(Pick(**each) for each in data["reserves"]),
    )


def record_text(parts: Mapping[str, Any]) -> str:
    """The record as it is downloaded: canonical JSON, closed by its own digest.

    ``sha256`` is that of the canonical text without it, so that a change of any byte
    shows, were it but a blank.
    """
    data = {"format": FORMAT, **parts}
    return canonical({**data, "sha256": digest(canonical(data))})
