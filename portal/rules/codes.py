"""Credit codes and telephone numbers, checked by their own check characters."""

import re
import unicodedata

from portal.rules.entry import EntryError

#: GB 32100-2015: the 31 characters in the order of their values; no I, O, S, V, Z.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LENGTH = 18
_FORM = re.compile(rf"[1-9ANY][1-9][0-9]{{6}}[{_ALPHABET}]{{10}}")

#: GB 11714: the inner organisation code counts letters on from 10, all 26 of them.
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY = slice(8, 16)

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-8][0-9]{6,7})")
_HOTLINE = re.compile(r"[48]00[0-9]{7}")


def credit_code(raw: str) -> str | None:
    """A unified social credit code (统一社会信用代码), upper case, without blanks.

    Source  GB 32100-2015 for the code and its last character, GB 11714 for the
            organisation code inside it and that one's check character, the 17th.
    Raises  EntryError, naming the character that is wrong and what it should be.
    """
    code = "".join(_plain(raw).upper().split())
    if not code:
        return None
    if len(code) != _LENGTH:
        raise EntryError(
            "E-USCC-LEN",
            f"统一社会信用代码应为 {_LENGTH} 位，现为 {len(code)} 位。"
            "请照营业执照填写。",
        )
    for place, char in enumerate(code, start=1):
        if char not in _ALPHABET:
            raise EntryError(
                "E-USCC-CHAR",
                f"第 {place} 位“{char}”不可用：只有数字和除 I、O、S、V、Z 以外的"
                "大写字母。请照营业执照核对。",
            )
    if not _FORM.fullmatch(code):
        raise EntryError(
            "E-USCC-FORM",
            "前 8 位不合规则：第 3 至 8 位应为 6 位行政区划数字。请核对。",
        )
    _check(code)
    return code


def _check(code: str) -> None:
    wrong = [
        f"第 {place} 位应为 {due}，现为 {code[place - 1]}"
        for place, due in ((17, body_check(code[_BODY])), (18, check(code[:17])))
        if code[place - 1] != due
    ]
    if wrong:
        raise EntryError(
            "E-USCC-CHECK",
            f"校验不符：{'；'.join(wrong)}（按其余各位推算）。请逐位核对。",
        )


def check(first: str) -> str:
    """The 18th character that belongs to the first 17."""
    pairs = zip(first, _WEIGHTS, strict=True)
    total = sum(_ALPHABET.index(char) * weight for char, weight in pairs)
    return _ALPHABET[-total % 31]


def body_check(first: str) -> str:
    """The last character of an organisation code that begins with these eight."""
    pairs = zip(first, _BODY_WEIGHTS, strict=True)
    total = sum(_BODY_ALPHABET.index(char) * weight for char, weight in pairs)
    return "0123456789X"[-total % 11]


def phone(raw: str) -> str | None:
    """A number in mainland China: 13912345678, 0431-81234567 or 4001234567.

    Raises  EntryError, for anything else, with the form that is due.
    """
    digits = re.sub(r"[-\s()\u2012-\u2015\u2212]", "", _plain(raw))
    if not digits:
        return None
    digits = re.sub(r"^(\+86|0086)(?=[0-9])", "", digits)
    if fixed := _FIXED.fullmatch(digits):
        return f"{fixed[1]}-{fixed[2]}"
    if _MOBILE.fullmatch(digits) or _HOTLINE.fullmatch(digits):
        return digits
    raise EntryError(
        "E-PHONE",
        "电话应为 11 位手机号（如 13912345678），或区号加号码（如 0431-81234567）。",
    )


def _plain(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()
