"""Whether a letter's content can be put on paper: asked before it is written down."""

from typing import Any, NoReturn

from portal.press.glyphs import missing_in

LONGEST = 60_000  # characters in all; 200,000 would keep the press for ten seconds
LONGEST_TEXT = 5_000


class LetterError(Exception):
    """Why a letter cannot be made, in Chinese, for the official who asked for it."""


def check(content: dict[str, Any]) -> None:
    """Raise LetterError where it is too long or has a character without a glyph."""
    texts = _texts(content)
    if sum(map(len, texts)) > LONGEST or max(map(len, texts)) > LONGEST_TEXT:
        raise LetterError("通知函的文字过长，不予生成；请缩短评语或认定理由。")
    if missing := missing_in("".join(texts)):
        _refuse(missing, texts)


def _refuse(missing: list[str], texts: list[str]) -> NoReturn:
    named = "、".join(f"“{each}”（U+{ord(each):04X}）" for each in missing[:5])
    place = next(text for text in texts if missing[0] in text)
    raise LetterError(f"字体中没有下列字符：{named}，见“{place[:30]}”，不予生成。")


def _texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for each in value.values() for text in _texts(each)]
        case list():
            return [text for each in value for text in _texts(each)]
    return []
