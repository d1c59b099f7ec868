"""The panels of a round to be edited offline, with the experts and the bars beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from applications.facts import guide_of
from applications.models import Dossier, Round
from portal.filing_book.drawing import (
    WRAPPED,
    bytes_of,
    new_book,
    opened,
    put,
    put_head,
    put_note,
    set_page,
)
from portal.filing_book.layout import ABOUT
from scoring.facts.panel_book import (
    BARS,
    EXPERTS,
    LEADING,
    MOST_ROWS,
    SHEET,
    as_issued,
    items_of,
)
from scoring.models import Expert

#: Raised by hand when the columns change their meaning.
VERSION = "1"
STAMP = "B4"
WIDTHS = {"number": 18, "firm": 34, "kind": 14, "before": 26, "reason": 40}
HELP = (
    "只填“分派”中浅黄色的单元格；不要改动表头和工作表的名称，不要合并或隐藏。",
    "每行一份申报，专家各栏填专家编号，次序不论；编号和份数见“专家”，不能相遇的见“回避”。",
    "去掉一个编号为撤回这位专家，须在同一行写明撤回理由；换成另一个编号为更换。",
    "删去整行的申报不变。不能增加这张表上没有的申报。",
    "已开始评分的专家不能用本表撤回；由随机抽取产生的专家组不能用本表改动。",
    "填好后在“用表格分派”页面上传，核对差异后再确认；确认前不会保存。",
)


@dataclass(frozen=True, slots=True)
class Helping:
    """An expert beside the panels; ``out`` says why not today."""

    expert: Expert
    cap: int | None
    out: str


def stamp_of(round: Round) -> str:
    return f"{VERSION}:panels:{round.code}:{round.panel_size}"


def write_panels(
    round: Round,
    panels: Iterable[tuple[Dossier, Sequence[str]]],
    experts: Sequence[Helping],
    bars: Iterable[tuple[str, str, str]],
    *,
    at: datetime,
) -> bytes:
    """The workbook's bytes: dossiers with the codes that sit there, in order."""
    book = new_book(at)
    rows = list(panels)
    _about(book.create_sheet(ABOUT), round, len(rows))
    _panels(book.create_sheet(SHEET), round, rows[:MOST_ROWS], len(experts))
    _experts(book.create_sheet(EXPERTS), experts)
    _bars(book.create_sheet(BARS), list(bars)[:MOST_ROWS])
    return bytes_of(book)


def _about(sheet: Worksheet, round: Round, count: int) -> None:
    set_page(sheet, (16, 90), None)
    put(sheet, "A1", "分派表", font=Font(bold=True, size=16))
    put(sheet, "A2", "批次")
    put(sheet, "B2", round.title)
    put(sheet, "A3", "已受理申报")
    cut = f"，本表列出前 {MOST_ROWS} 份" if count > MOST_ROWS else ""
    put(sheet, "B3", f"{count} 份，每份 {round.panel_size} 名专家{cut}")
    put(sheet, "A4", "模板编号")
    put(sheet, STAMP, stamp_of(round), font=Font(color="FF66707A"))
    put(sheet, "A6", "怎样填写", font=Font(bold=True))
    for number, line in enumerate(HELP, start=1):
        put(sheet, f"A{6 + number}", str(number))
        put(sheet, f"B{6 + number}", line, alignment=WRAPPED)


def _panels(
    sheet: Worksheet,
    round: Round,
    rows: Sequence[tuple[Dossier, Sequence[str]]],
    experts: int,
) -> None:
    items = items_of(round.panel_size)
    set_page(sheet, [WIDTHS.get(item.id, 10) for item in items], "C2")
    put_head(sheet, [item.head for item in items])
    for number, item in enumerate(items, start=1):
        if item.help:
            put_note(sheet[f"{get_column_letter(number)}1"], item.help, "填写说明")
    kinds = guide_of(round).kinds
    for row, (dossier, codes) in enumerate(rows, start=2):
        label = kinds[dossier.kind].label
        said = (dossier.number, dossier.enterprise.name, label, as_issued(codes))
        blank = [None] * (round.panel_size - len(codes))
        for number, value in enumerate([*said, *codes, *blank, None], start=1):
            cell = put(sheet, f"{get_column_letter(number)}{row}", value)
            if number > len(LEADING):
                opened(cell).number_format = "@"
    _offer(sheet, len(LEADING), round.panel_size, len(rows), experts)


def _offer(sheet: Worksheet, before: int, size: int, rows: int, experts: int) -> None:
    """The codes of the pool to choose from; others may be typed, and are judged."""
    if not rows or not experts:
        return
    offered = DataValidation("list", formula1=f"={EXPERTS}!$A$2:$A${experts + 1}")
    offered.allow_blank, offered.showErrorMessage = True, False
    sheet.add_data_validation(offered)
    first, last = get_column_letter(before + 1), get_column_letter(before + size)
    offered.add(f"{first}2:{last}{rows + 1}")


def _experts(sheet: Worksheet, experts: Iterable[Helping]) -> None:
    set_page(sheet, (12, 14, 34, 34, 16, 12, 12, 40), "C2")
    put_head(
        sheet,
        ["专家编号", "姓名", "工作单位", "专业领域", "所在城市",
         "本批次份数", "份数上限", "今天不能分派的原因"],
    )  # fmt: skip
    for row, each in enumerate(experts, start=2):
        expert = each.expert
        said = (
            *(expert.code, expert.user.name, expert.employer),
            *("、".join(expert.fields), expert.city, expert.load, each.cap, each.out),
        )
        for number, value in enumerate(said, start=1):
            put(sheet, f"{get_column_letter(number)}{row}", value or None)


def _bars(sheet: Worksheet, bars: Iterable[tuple[str, str, str]]) -> None:
    set_page(sheet, (18, 12, 60), "A2")
    put_head(sheet, ["申报编号", "专家编号", "不能相遇的原因"])
    for row, said in enumerate(bars, start=2):
        for number, value in enumerate(said, start=1):
            put(sheet, f"{get_column_letter(number)}{row}", value)


def codes_by_dossier(rows: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    """Who sits where, by dossier, sorted."""
    found: dict[int, list[str]] = {}
    for dossier, code in sorted(rows):
        found.setdefault(dossier, []).append(code)
    return found
