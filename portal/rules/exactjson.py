"""JSON in which a number stays what was written and a repeated key is noticed."""

import json
from dataclasses import dataclass
from decimal import Decimal

from portal.rules.nodes import DocumentError

MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Inexact:
    """A number that is no plain decimal: 1e3, NaN, or hundreds of digits."""

    written: str


class Repeated(dict[str, object]):
    """An object in which ``repeated`` stands twice."""

    repeated: str


def read_json(data: bytes) -> object:
    """The document in ``data``: int, Decimal, str, bool, None, list and dict.

    What no reader may take silently comes as Inexact or Repeated, so that whoever
    asks for the value refuses it and can name its place.

    Raises  DocumentError, where ``data`` is not UTF-8 or not JSON.
    """
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=Inexact,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise DocumentError("", f"第 {error.start + 1} 字节起不是 UTF-8。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise DocumentError("", f"不是合法的 JSON（{where}：{error.msg}）。") from None
    except RecursionError:
        raise DocumentError("", "JSON 嵌套过深。") from None


def _whole(written: str) -> int | Inexact:
    if len(written) > MOST_DIGITS and len(written.lstrip("-")) > MOST_DIGITS:
        return Inexact(written)
    return int(written)


def _fraction(written: str) -> Decimal | Inexact:
    if "e" in written or "E" in written or len(written) > 2 * MOST_DIGITS:
        return Inexact(written)
    return Decimal(written)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Repeated(found)
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            twice.repeated = key
            break
        seen.add(key)
    return twice
