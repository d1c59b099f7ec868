"""File names: as they may be kept, and what is wrong with the others."""

import re
import unicodedata

from portal.files.answers import Code, Unfit
from portal.rules.entry import odd_character

LONGEST = 120
#: Right-to-left marks and overrides: they show "exe.pdf" where "fdp.exe" stands.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Names that Windows keeps for devices: such a file cannot be saved there.
RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE
)
FORBIDDEN = '<>:"|?*'
RUNS = re.compile(
    r"\.(exe|com|bat|cmd|scr|pif|msi|js|jse|vbs|vbe|wsf|hta|ps1|sh|jar|lnk|php|html?)"
    r"(?=\.)",
    re.IGNORECASE,
)
RENAME = "请改名后再上传。"


def cleaned(raw: str) -> str:
    """As it can be printed: the last part alone, nothing unseen, cut to fit."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(each for each in name if not odd_character(each)).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST] or "未命名"
    return f"{stem[: LONGEST - len(ending) - 1] or '未命名'}.{ending}"


def ending_of(name: str) -> str:
    """``pdf`` of ``报告.PDF``; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def check_name(raw: str) -> str:
    """The name to keep, or Unfit; every rule has its own words."""
    name = unicodedata.normalize("NFC", raw).strip()
    if reason := _hidden(raw) or _unkept(name):
        raise Unfit(Code.NAME, reason, RENAME)
    return name


def _hidden(raw: str) -> str:
    """What is wrong with characters that one does not see, or does not expect."""
    if "/" in raw or "\\" in raw:
        return "的文件名里有路径（斜杠）。"
    if TURNING.search(raw):
        return "的文件名里有改变文字方向的控制符，看到的扩展名可能是假的。"
    if any(odd_character(each) for each in raw):
        return "的文件名里有看不见的控制字符。"
    return ""


def _unkept(name: str) -> str:
    """What keeps people from saving a file under this name, or misleads them."""
    if len(name) > LONGEST:
        return f"的文件名有 {len(name)} 个字，最多 {LONGEST} 个字。"
    if RESERVED.fullmatch(name):
        return "用的是系统保留的文件名，在 Windows 上存不下来。"
    if found := [each for each in FORBIDDEN if each in name]:
        return f"的文件名里有“{found[0]}”，在 Windows 上存不下来。"
    if RUNS.search(name):
        return "的文件名里有两个扩展名，其中一个是程序的扩展名。"
    if name.startswith(".") and not name.rpartition(".")[0].strip(". "):
        return "只有扩展名，没有文件名。"
    return ""
