"""One table of a file, read key by key: what is missing, odd or left over is said."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.rules.entry import odd_character

Number = int | Decimal

_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_LONGEST_NUMBER = 20


class DocumentError(ValueError):
    """What is wrong in a file or document, and where in it."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(place, message)
        self.place = place
        self.message = message

    def __str__(self) -> str:
        return f"{self.place}：{self.message}" if self.place else self.message


class GuideError(DocumentError):
    """A guide or an indicator table that does not hold."""


class Node:
    """A mapping with its place. ``done`` refuses every key that nobody asked for."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, Mapping):
            raise DocumentError(place, "应为键值表。")
        if repeated := getattr(data, "repeated", None):
            raise DocumentError(under(place, repeated), "同一键重复出现。")
        self._left = dict(data)
        self.place = place

    def refuse(self, message: str, key: str = "") -> DocumentError:
        return DocumentError(under(self.place, key), message)

    def has(self, key: str) -> bool:
        return key in self._left

    def peek(self, key: str) -> object:
        return self._left.get(key)

    def rest(self) -> Mapping[str, object]:
        """What is not yet taken, as it lies there."""
        return self._left

    def take(self, key: str) -> object:
        return self._left.pop(key, None)

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refuse("缺少文字，或不是文字。", key)
        if odd_character(value, "\n\t"):
            raise self.refuse("含有不可用的字符。", key)
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.take(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.refuse(f"应为以下之一：{'、'.join(allowed)}。", key)
        return value

    def items(self, key: str) -> list[object]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.refuse("应为数组。", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        texts = tuple(value for value in values if isinstance(value, str) and value)
        if not values or len(texts) != len(values) or any(map(odd_character, texts)):
            raise self.refuse("应为非空的文字数组。", key)
        if len(set(texts)) != len(texts):
            raise self.refuse("同一项重复出现。", key)
        return texts

    def number(self, key: str) -> Number:
        value = plain_number(self.take(key))
        if value is None:
            raise self.refuse("应为不小于 0 的普通数字（非整数写作字符串）。", key)
        return value

    def node(self, key: str) -> "Node":
        return Node(self.take(key) if self.has(key) else {}, under(self.place, key))

    def nodes(self, key: str) -> Iterator["Node"]:
        items = self.items(key) if self.has(key) else []
        for index, item in enumerate(items):
            yield Node(item, f"{under(self.place, key)}[{index}]")

    def strings(self, key: str) -> dict[str, str]:
        """A table of key = "text"."""
        inner = self.node(key)
        return {each: inner.text(each) for each in inner}

    def __iter__(self) -> Iterator[str]:
        """The keys not yet taken; taking them on the way is fine."""
        return iter(list(self._left))

    def done(self) -> None:
        for key in self._left:
            raise self.refuse("没有这一键。", str(key))


def plain_number(value: object) -> Number | None:
    """An exact number >= 0, whole ones as int; None where it is anything else."""
    if isinstance(value, str):
        plain = len(value) <= _LONGEST_NUMBER and _PLAIN.fullmatch(value)
        value = Decimal(value) if plain else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if not value.is_finite() or value.is_signed():
        return None
    return int(value) if value == value.to_integral_value() else value


def under(place: str, key: str) -> str:
    """The place of a key, short and safe enough for one line."""
    key = short(key, 80)
    return f"{place}.{key}" if place and key else place or key


def short(text: str, most: int = 24) -> str:
    """A text cut to ``most`` characters, escaped where it could not be printed."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return ascii(cut)[1:-1] if odd_character(cut) else cut
