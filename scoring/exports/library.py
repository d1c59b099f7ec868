"""平台库 as a workbook: what the public directory shows, and no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.models import LibraryEntry

HEAD = (
    Column("单位", "long", 36),
    Column("平台名称", "long", 26),
    Column("省份", width=10),
    Column("设区市", width=16),
    Column("平台类型", width=14),
    Column("层级", width=8),
    Column("库名", width=22),
    Column("入选年度", "year", 10),
    Column("入库日期", "date", 12),
    Column("状态", width=10),
    Column("退出日期", "date", 12),
)


class Line(Protocol):
    """A line of the directory."""

    @property
    def entry(self) -> LibraryEntry: ...
    @property
    def kind(self) -> str: ...
    @property
    def library(self) -> str: ...
    @property
    def is_in(self) -> bool: ...


def library_workbook(lines: Iterable[Line], filters: str, *, at: datetime) -> bytes:
    """A row an entry; ``filters`` in words stand under the title."""
    rows = [
        (
            *(each.entry.enterprise.name, each.entry.platform),
            *(each.entry.get_province_display(), each.entry.enterprise.city),
            *(each.kind, each.entry.get_level_display(), each.library),
            *(each.entry.year, each.entry.since),
            "在库" if each.is_in else "已退出",
            each.entry.left_on,
        )
        for each in lines
    ]
    sheet = Sheet(
        "平台库",
        HEAD,
        rows,
        title="工业互联网平台库",
        notes=[f"{filters}，共 {len(rows)} 个，导出于 {beijing(at)}"],
        frozen_columns=1,
    )
    return write_workbook([sheet], at=at)
