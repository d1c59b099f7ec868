"""What a spreadsheet offers and checks while the template is filled in."""

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides
from portal.filing_book.cells import ANSWERS, words_of
from portal.filing_book.layout import LISTS, Item


def add_list(sheet: Worksheet, item: Item, cells: str) -> None:
    """The drop-down list or the check of these cells, where the item has one."""
    check = _check(item)
    if check is None:
        return
    check.allow_blank = True
    check.errorTitle, check.promptTitle = "请核对", item.label[:30]
    sheet.add_data_validation(check)
    check.add(cells)


def _check(item: Item) -> DataValidation | None:
    if item.suggest:
        last = len(guides.industries())
        offered = DataValidation("list", formula1=f"={LISTS}!$A$1:$A${last}")
        offered.error = "请从下拉列表中选择。"
        offered.showErrorMessage = item.id != "name"  # a row may have any name
        return offered
    if item.part == "capabilities":
        return _pick(ANSWERS.values())
    match item.type:
        case "bool" | "choice":
            return _pick(words_of(item).values())
        case "int":
            return _bound("whole", "只能填不小于 0 的整数，不带单位。")
        case "decimal":
            return _bound("decimal", "只能填不小于 0 的数字，不带单位。")
    return None


def _pick(words: object) -> DataValidation:
    check = DataValidation("list", formula1=f'"{",".join(words)}"')
    check.error, check.showErrorMessage = "请从下拉列表中选择。", True
    return check


def _bound(type: str, message: str) -> DataValidation:
    check = DataValidation(type, operator="greaterThanOrEqual", formula1="0")
    check.errorStyle, check.error, check.showErrorMessage = "warning", message, True
    return check
