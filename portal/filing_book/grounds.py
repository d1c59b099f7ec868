"""Whether a workbook is the template that it should be, before a cell is read."""

from collections.abc import Collection, Iterator

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides
from portal.filing_book.cells import found_in, is_blank
from portal.filing_book.layout import ABOUT, LISTS, VERSION, Layout, layouts_of
from portal.filing_book.opening import AGAIN
from portal.filing_book.problems import Problem, Spoiled
from portal.filing_book.writing import STAMP

MOST_STRAYS = 20


def stamped_layout(book: Workbook, expected: Layout | None) -> Layout:
    """The template that the stamp names; raises Spoiled where it is no current one.

    With ``expected``, one of that guide and kind.
    """
    if ABOUT not in book.sheetnames or not isinstance(book[ABOUT], Worksheet):
        rule = f"缺少“{ABOUT}”工作表，不是本系统的模板。"
        raise Spoiled([Problem(ABOUT, STAMP, "", rule, AGAIN)])
    cell = book[ABOUT][STAMP]
    found = "空白" if is_blank(cell) else found_in(cell)
    stamp = str(cell.value or "")
    version, guide, kind, digest, *_ = [*stamp.split(":"), "", "", "", ""]
    if cell.data_type == "f" or not digest:
        raise _not(found, "模板编号缺失或被改动，不能确认是哪一份模板。")
    if version != VERSION:
        raise _not(found, "模板是旧版，栏目已有调整。")
    if expected and (expected.guide, expected.kind) != (guide, kind):
        wanted = f"{expected.title}、{expected.kind_label}"
        raise _not(found, f"这是另一指南或平台类型的模板，这里要的是：{wanted}。")
    current = [*([expected] if expected else []), *_on_file(guide, kind)]
    if not current:
        raise _not(found, "没有这一指南或平台类型。")
    for layout in current:
        if layout.stamp == stamp:
            return layout
    raise _not(found, "模板不是现行版本，栏目已有调整。")


def _on_file(guide: str, kind: str) -> tuple[Layout, ...]:
    if guide in guides.on_file() and kind in (on_file := guides.load(guide)).kinds:
        return layouts_of(on_file, kind)
    return ()


def _not(found: str, rule: str) -> Spoiled:
    return Spoiled([Problem(ABOUT, STAMP, found, rule, AGAIN)])


def check_sheets(book: Workbook, sheets: Collection[str]) -> Iterator[Problem]:
    """Sheets that lack, are too many, hidden or merged."""
    for name in sheets:
        if name not in book.sheetnames:
            yield Problem(name, "A1", "", "模板的这张工作表不见了或改了名。", AGAIN)
    for sheet in book._sheets:
        name = sheet.title
        if name not in sheets or not isinstance(sheet, Worksheet):
            remedy = "请删除这张工作表后再上传。"
            yield Problem(name, "A1", "", "模板中没有这张工作表。", remedy)
            continue
        if sheet.sheet_state != "visible":
            remedy = "请取消隐藏，核对内容后再上传。"
            yield Problem(name, "A1", "", "工作表被隐藏，看不见的内容不读入。", remedy)
        if name != LISTS:
            yield from _merged_or_hidden(sheet)


def _merged_or_hidden(sheet: Worksheet) -> Iterator[Problem]:
    for area in sheet.merged_cells.ranges:
        remedy = "请取消合并，每个单元格分别填写。"
        yield Problem(sheet.title, str(area), "", "单元格被合并。", remedy)
    remedy = "请取消隐藏，核对内容后再上传。"
    for letter, column in sheet.column_dimensions.items():
        if column.hidden:
            yield Problem(sheet.title, f"{letter}1", "", "这一列被隐藏。", remedy)
    for number, row in sheet.row_dimensions.items():
        if row.hidden:
            yield Problem(sheet.title, f"A{number}", "", "这一行被隐藏。", remedy)


def strays(sheet: Worksheet, columns: int, rows: int) -> Iterator[Problem]:
    """What stands outside the template's own cells."""
    seen = 0
    for cells in sheet.iter_rows():
        for cell in cells:
            if is_blank(cell) or (cell.column <= columns and cell.row <= rows):
                continue
            seen += 1
            if seen > MOST_STRAYS:
                return
            place = f"{get_column_letter(cell.column)}{cell.row}"
            rule = "模板没有这一行或这一列，不会读入。"
            remedy = "请把内容移到模板的栏目里，再删除这里的内容。"
            yield Problem(sheet.title, place, found_in(cell), rule, remedy)
