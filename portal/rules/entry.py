"""What a person types, made exact; the one place where that happens.

Full-width forms are read as the plain ones (NFKC). What can be read in only one way
is taken; all else is refused in Chinese, with the rule and the remedy. Nothing typed
gives None.
"""

import re
import unicodedata
from decimal import Decimal

MOST_DIGITS = 15
#: A number as it is to be typed, where nothing says that it must be a small one.
WHOLE, DECIMAL, PERCENT = "1200", "1234.5", "12.5"

_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_WHOLE = re.compile(r"0|[1-9][0-9]*")
_NUMBER = re.compile(r"([0-9,]+)(?:\.([0-9]+))?")
_IN_WORDS = re.compile(r"[〇零一二两三四五六七八九十百千万亿]")

#: Why a figure is refused, the likeliest reason first.
_REASONS = [
    (re.compile(r"[-\u2012-\u2015\u2212]"), "不能为负数。"),
    (re.compile(r"\+"), "不要带正负号。"),
    (re.compile(r"[0-9.,]+\s*[十百千万亿]"), "不要用“万”“亿”等字，请写出全数。"),
    (_IN_WORDS, "不要用汉字数字。"),
    (re.compile(r"[0-9.,]+[eE][-+]?[0-9]+$"), "不要用科学记数法，请写出全数。"),
    (re.compile(r".*%"), "本栏不是百分数，不要带百分号。"),
    (re.compile(r"[0-9]*\.[0-9]*$"), "小数点前后都要有数字。"),
    (re.compile(r".*[0-9]\s+[0-9]"), "数字中间不要有空格。"),
]

#: Joiners that some scripts and pictures need; every other format character is refused.
_JOINERS = "\u200c\u200d"


class EntryError(ValueError):
    """What is wrong with something typed, and how to put it right, in Chinese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def whole_number(
    raw: str, unit: str = "", most: int | None = None, example: str = ""
) -> int | None:
    """A count: 1200, 1,200, or with its own unit, 1200 台.

    Raises  EntryError, for signs, fractions, exponents, numerals in words.
    """
    example = example or _example(WHOLE, most)
    text = _figure(raw, unit, example)
    if text is None:
        return None
    whole, fraction = _digits(text, example)
    if fraction:
        rule = f"“{_short(raw)}”不是整数。"
        raise EntryError("E-NUM-FORM", f"{rule}请填整数，例如 {example}。")
    if most is not None and int(whole) > most:
        rule = f"应在 0 至 {most} 之间，现为 {whole}。"
        raise EntryError("E-NUM-RANGE", f"{rule}请核对后改填。")
    return int(whole)


def decimal_number(
    raw: str,
    places: int | None = None,
    unit: str = "",
    most: Decimal | None = None,
    example: str = "",
) -> Decimal | None:
    """An amount: 1234.5, 1,234.5; at most ``places`` decimals where given.

    Raises  EntryError, for signs, exponents, numerals in words, too many decimals.
    """
    example = example or _example(WHOLE if places == 0 else DECIMAL, most)
    text = _figure(raw, unit, example)
    if text is None:
        return None
    whole, fraction = _digits(text, example)
    if places is not None and len(fraction) > places:
        rule = f"最多 {places} 位小数" if places else "不能有小数"
        raise EntryError("E-NUM-PLACES", f"{rule}，现为 {text}。请自行取舍后再填。")
    number = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if most is not None and number > most:
        rule = f"应在 0 至 {most:f} 之间，现为 {number:f}。"
        raise EntryError("E-NUM-RANGE", f"{rule}请核对后改填。")
    return number


def percentage(
    raw: str, places: int | None = None, most: Decimal | None = None
) -> Decimal | None:
    """A percentage in per cent: 12 and 12% are both 12.

    A figure below 1 without its sign is refused: 0.12 may be meant as 12 %.

    Raises  EntryError, as ``decimal_number`` does.
    """
    number = decimal_number(raw, places, "%", most, _example(PERCENT, most))
    if number is None or number == 0 or number >= 1 or "%" in _folded(raw):
        return number
    meant = f"{number * 100:f}".rstrip("0").rstrip(".")
    raise EntryError(
        "E-NUM-PERCENT",
        f"本栏单位是 %。“{_short(raw)}”是否指 {meant}%？若是，请填 {meant}；"
        f"若确指 {number:f}%，请连同百分号填写。",
    )


def plain_text(raw: str, limit: int, multiline: bool = False) -> str | None:
    """Text kept as typed (NFC, ends trimmed), rare characters and all.

    Raises  EntryError, for a character that cannot be seen or printed, or for length.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    text = unicodedata.normalize("NFC", text)
    if not text:
        return None
    if len(text) > limit:
        raise EntryError("E-TXT-LEN", f"最多 {limit:,} 字，现为 {len(text):,} 字。")
    if place := odd_character(text, "\n\t" if multiline else ""):
        code = f"U+{ord(text[place - 1]):04X}"
        what = "换行" if text[place - 1] == "\n" else f"字符（{code}）"
        raise EntryError("E-TXT-CHAR", f"第 {place} 个{what}不可用，请删除后重试。")
    return text


def odd_character(text: str, allowed: str = "") -> int | None:
    """The place, from 1, of the first character that is not fit to be kept.

    Unfit are controls, direction overrides and other unseen marks, halves of surrogate
    pairs, private use and noncharacters. Characters that are merely rare are fit.
    """
    if text.isprintable():
        return None
    for place, char in enumerate(text, start=1):
        if char not in allowed and not char.isprintable() and _is_odd(char):
            return place
    return None


def _is_odd(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cn":  # not yet named, or never to be
        return (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    if category == "Cf":
        return char not in _JOINERS
    return category in ("Cc", "Cs", "Co", "Zl", "Zp")


def _figure(raw: str, unit: str, example: str) -> str | None:
    """What was typed as plain ASCII without its own unit; None for nothing."""
    text = raw.strip()
    for char in text:
        if _is_strange(char):
            raise _form(raw, f"其中“{char}”不是普通数字。", example)
    text = _folded(text)
    unit = _folded(unit)
    if unit and text.endswith(unit):
        text = text[: -len(unit)].rstrip()
    return text or None


def _is_strange(char: str) -> bool:
    """A digit of another script, a superscript, a number in a circle."""
    if char.isascii() or not char.isnumeric() or _IN_WORDS.match(char):
        return False
    return not "\uff10" <= char <= "\uff19"  # full-width digits are digits


def _digits(text: str, example: str) -> tuple[str, str]:
    """The digits before and after the point; EntryError with the likeliest reason."""
    found = _NUMBER.fullmatch(text)
    if not found:
        reasons = (why for pattern, why in _REASONS if pattern.match(text))
        raise _form(text, next(reasons, ""), example)
    whole, fraction = found[1], found[2] or ""
    if "," in whole:
        if not _GROUPED.fullmatch(whole):
            raise _form(text, "千位分隔符应每三位一个。", example)
        whole = whole.replace(",", "")
    if not _WHOLE.fullmatch(whole):
        raise _form(text, "最前面不要有多余的 0。", example)
    if len(whole) + len(fraction) > MOST_DIGITS:
        raise EntryError("E-NUM-RANGE", f"数字过长，最多 {MOST_DIGITS} 位。请核对。")
    return whole, fraction


def _form(raw: str, reason: str, example: str) -> EntryError:
    rule = f"“{_short(raw)}”不是可用的数字。{reason}"
    return EntryError("E-NUM-FORM", f"{rule}请只填阿拉伯数字，例如 {example}。")


def _example(usual: str, most: Decimal | int | None) -> str:
    """One that the field would take: the usual one, or the largest."""
    return usual if most is None or Decimal(usual) <= most else f"{Decimal(most):f}"


def _folded(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()


def _short(raw: str) -> str:
    """What was typed, short and safe enough to be said back."""
    text = raw.strip()
    cut = text if len(text) <= 20 else f"{text[:20]}…"
    return "".join("□" if odd_character(char) else char for char in cut)
