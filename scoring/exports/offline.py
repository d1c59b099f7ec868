"""Score sheets to be filled in without the portal: locked but for marks and words."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal import rules
from portal.filing_book.drawing import (
    FRAME,
    HEAD,
    WRAPPED,
    bytes_of,
    new_book,
    opened,
    put,
    set_page,
)
from portal.filing_book.layout import ABOUT
from portal.templatetags.portal import beijing
from portal.workbook import FORBIDDEN_IN_A_NAME
from scoring.facts import offline
from scoring.facts.offline import Layout, Line
from scoring.models import Assignment, ScoreSheet
from scoring.models.sheet import LONGEST_COMMENT, LONGEST_REMARK

WIDTHS = (11, 34, 8, 8, 56, 10, 48, 13)
POINTS, COMMENT = (get_column_letter(n) for n in (offline.POINTS, offline.COMMENT))
CHECK = get_column_letter(offline.CHECK)
FAINT = Font(color="FF66707A", size=9)
BOLD = Font(bold=True)
CENTRED = Alignment(vertical="top", horizontal="center")
HELP = (
    "每份申报一张工作表，表名就是申报编号。只填浅黄色的“得分”和“评语”，其余单元格已锁定。",
    "得分从 0 到满分，按“步长”打分，例如步长 0.1 时可填 3.4；暂不打分的留空。",
    "小计、合计和已评项数由公式随时算出，不用填；得分和评语不要用公式，不要合并或隐藏单元格。",
    "评语每条不超过 500 字，总体评价不超过 2,000 字。",
    "不需要交的工作表可以整张删除；表名、表格编号和校验一栏不要改动。",
    "填好后在“离线评分”页面上传，核对逐项差别后再确认导入；导入只存为草稿，不会提交。",
    "下载之后网上又打过分的，上传时逐项列出两边的内容，由您选择，不会覆盖。",
)


def write_offline(assignments: Sequence[Assignment], *, at: datetime) -> bytes:
    """A workbook with a sheet for each; they come with all that a sheet says.

    No name of a file, author or title in it: of the applicant it holds what
    ``title_of`` gives, and nothing else.
    """
    book = new_book(at)
    _about(book.create_sheet(ABOUT), assignments, at)
    for each in assignments:
        _draw(book.create_sheet(sheet_name(each)), each, offline.sheet_of(each))
    book.active = 1 if len(assignments) == 1 else 0
    return bytes_of(book, is_whole=False)


def sheet_name(assignment: Assignment) -> str:
    return FORBIDDEN_IN_A_NAME.sub("_", str(assignment.dossier.number))[:31]


def _about(sheet: Worksheet, assignments: Sequence[Assignment], at: datetime) -> None:
    first = assignments[0]
    facts = (
        ("批次", first.dossier.round.title),
        ("专家编号", first.expert.code),
        ("申报", f"{len(assignments)} 份"),
        ("下载时间", beijing(at, "short")),
    )
    set_page(sheet, (16, 90), None)
    put(sheet, "A1", "离线评分表", font=Font(bold=True, size=16))
    for row, (label, said) in enumerate(facts, start=2):
        put(sheet, f"A{row}", label)
        put(sheet, f"B{row}", said, alignment=WRAPPED)
    start = len(facts) + 3
    put(sheet, f"A{start}", "怎样填写", font=BOLD)
    for number, line in enumerate(HELP, start=1):
        put(sheet, f"A{start + number}", str(number))
        put(sheet, f"B{start + number}", line, alignment=WRAPPED)


def _draw(page: Worksheet, assignment: Assignment, sheet: ScoreSheet) -> None:
    layout = offline.layout_of(assignment.dossier.round)
    stamp = str(offline.stamp_of(assignment, sheet))
    _frame(page, offline.title_of(assignment), stamp)
    _sums(page, layout)
    for line in layout.lines:
        if line.indicator is None:
            _heading(page, line)
        else:
            _indicator(page, line, line.indicator, sheet)
    _remark(page, layout, sheet)


def _frame(page: Worksheet, title: str, stamp: str) -> None:
    """What says whose sheet this is, on the screen and on each printed page."""
    set_page(page, WIDTHS, f"C{offline.FIRST}")
    page.print_title_rows = f"{offline.HEAD}:{offline.HEAD}"
    page.oddFooter.left.text = f"表格编号 {stamp}"
    page.oddFooter.left.size = 7
    page.oddFooter.center.text = ""
    page.oddFooter.right.text = "第 &P 页，共 &N 页"
    put(page, "A1", "申报", font=BOLD)
    put(page, "B1", title, font=BOLD)
    put(page, "A2", "表格编号", font=FAINT)
    put(page, offline.STAMP, stamp, font=FAINT)
    for number, word in enumerate(offline.HEADS, start=1):
        look = {"fill": HEAD, "border": FRAME, "font": BOLD, "alignment": WRAPPED}
        put(page, f"{get_column_letter(number)}{offline.HEAD}", word, **look)


def sum_of(first: int, last: int) -> str:
    """Marks alone: SUBTOTAL passes over the other subtotals."""
    return f"=SUBTOTAL(9,{POINTS}{first}:{POINTS}{last})"


def done_of(layout: Layout) -> str:
    marks = f"{POINTS}{offline.FIRST}:{POINTS}{layout.remark - 1}"
    return f'="已评 "&SUBTOTAL(2,{marks})&" / {layout.count} 项"'


def _sums(page: Worksheet, layout: Layout) -> None:
    row = offline.SUM
    put(page, f"B{row}", "合计", font=BOLD)
    put(page, f"C{row}", 100, font=BOLD)
    formula = sum_of(offline.FIRST, layout.remark - 1)
    _formula(page, f"{POINTS}{row}", formula, "0.##")
    _formula(page, f"{COMMENT}{row}", done_of(layout), "General")
    _shade(page, row)


def _heading(page: Worksheet, line: Line) -> None:
    row = line.number
    put(page, f"B{row}", line.row.label, font=BOLD, alignment=WRAPPED)
    put(page, f"C{row}", line.row.weight, font=BOLD)
    formula = sum_of(row + 1, line.last)
    _formula(page, f"{POINTS}{row}", formula, "0.##")
    _shade(page, row)


def _formula(page: Worksheet, place: str, formula: str, shown: str) -> None:
    cell = page[place]
    cell.value, cell.font, cell.number_format = formula, BOLD, shown


def _shade(page: Worksheet, row: int) -> None:
    for number in range(1, len(offline.HEADS) + 1):
        cell = page.cell(row, number)
        cell.fill, cell.border = HEAD, FRAME


def _indicator(
    page: Worksheet, line: Line, indicator: rules.Indicator, sheet: ScoreSheet
) -> None:
    row, code = line.number, indicator.code
    points, comment = offline.held_in(sheet, code)
    fixed = (code, line.row.label, indicator.weight, indicator.step, line.wants)
    for number, said in enumerate(fixed, start=1):
        place = f"{get_column_letter(number)}{row}"
        put(page, place, said, border=FRAME, alignment=WRAPPED)
    mark = put(page, f"{POINTS}{row}", Decimal(points) if points else None)
    opened(mark).number_format = "0.##"
    mark.alignment = CENTRED
    opened(put(page, f"{COMMENT}{row}", comment or None)).number_format = "@"
    put(page, f"{CHECK}{row}", offline.check_of(code, points, comment), font=FAINT)
    _check_points(page, line, indicator)
    _check_length(page, f"{COMMENT}{row}", LONGEST_COMMENT)


def _check_points(page: Worksheet, line: Line, indicator: rules.Indicator) -> None:
    """0 to the weight, on the step; said while the cell is chosen."""
    mark, full, step = f"{POINTS}{line.number}", f"C{line.number}", f"D{line.number}"
    steps = f"ROUND({mark}/{step},6)"
    formula = f"AND(ISNUMBER({mark}),{mark}>=0,{mark}<={full},{steps}=INT({steps}))"
    check = DataValidation("custom", formula1=formula, allow_blank=True)
    weight = rules.plain(indicator.weight or Decimal(0))
    rule = f"0 至 {weight} 分，步长 {indicator.step}"
    check.errorTitle, check.error = "得分不可用", f"请填 {rule}。"
    check.promptTitle, check.prompt = f"指标 {indicator.code}", rule
    check.showErrorMessage = check.showInputMessage = True
    page.add_data_validation(check)
    check.add(mark)


def _check_length(page: Worksheet, place: str, most: int) -> None:
    check = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(most))
    check.allow_blank = check.showErrorMessage = True
    check.errorTitle, check.error = "文字过长", f"最多 {most:,} 字，请删减。"
    page.add_data_validation(check)
    check.add(place)


def _remark(page: Worksheet, layout: Layout, sheet: ScoreSheet) -> None:
    row = layout.remark
    put(page, f"B{row}", offline.REMARK_LABEL, font=BOLD, border=FRAME)
    said = opened(put(page, f"{COMMENT}{row}", sheet.remark or None))
    said.number_format = "@"
    check = offline.check_of(offline.REMARK, "", sheet.remark)
    put(page, f"{CHECK}{row}", check, font=FAINT)
    _check_length(page, f"{COMMENT}{row}", LONGEST_REMARK)
    page.row_dimensions[row].height = 90
