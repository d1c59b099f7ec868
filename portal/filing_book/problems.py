"""What is wrong with a workbook: where, what was found, the rule and the remedy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal import rules

#: Where a message turns from the rule to the remedy: 请, but not that of 申请.
REMEDY = re.compile(r"(?<=[。，；：])(?=请)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right; ``sheet`` and ``cell`` are "" for the file as a whole."""

    sheet: str
    cell: str
    found: str
    rule: str
    remedy: str

    @property
    def place(self) -> str:
        return f"“{self.sheet}”{self.cell}" if self.sheet else "整个文件"

    @property
    def sentence(self) -> str:
        found = f"现为{self.found}。" if self.found else ""
        return f"{self.place}：{self.rule}{found}{self.remedy}"


class Spoiled(Exception):
    """The workbook cannot be taken; ``problems`` names every place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def __str__(self) -> str:
        first, more = self.problems[0].sentence, len(self.problems) - 1
        return f"{first}另有 {more} 处问题。" if more else first


def of_entry(sheet: str, cell: str, found: str, error: rules.EntryError) -> Problem:
    """What the entry rules say of a cell, the remedy apart from the rule."""
    rule, *remedy = REMEDY.split(error.message, maxsplit=1)
    rule = f"{rule[:-1]}。" if rule.endswith("，") else rule
    return Problem(sheet, cell, found, rule, "".join(remedy) or "请改正后重新上传。")
