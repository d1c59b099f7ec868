"""What a spreadsheet offers and checks while the template is filled in."""

from decimal import Decimal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides, rules
from portal.filing_book.cells import ANSWERS, words_of
from portal.filing_book.layout import LISTS, Item
from portal.rules.bounds import REFUSED


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
    bound = guides.bounds().get(item.id)
    match item.type:
        case "bool" | "choice":
            return _pick(words_of(item).values())
        case "int" | "decimal" if bound and bound.most is not None:
            return _between(item, bound)
        case "date" if bound and bound.future:
            return _until_today(bound)
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


def _between(item: Item, bound: rules.Bound) -> DataValidation:
    """Refused at once: the reader would refuse it, too."""
    kind = "whole" if item.type == "int" else "decimal"
    most = rules.plain(bound.most or Decimal(0))
    check = DataValidation(kind, operator="between", formula1="0", formula2=most)
    check.error = f"只能填 0 至 {most} 之间的数字：{bound.why}。"
    check.errorStyle, check.showErrorMessage = "stop", True
    return check


def _until_today(bound: rules.Bound) -> DataValidation:
    check = DataValidation("date", operator="lessThanOrEqual", formula1="TODAY()")
    is_refused = bound.future == REFUSED
    check.error = f"日期晚于今天：{bound.why}。"
    check.errorStyle = "stop" if is_refused else "warning"
    check.showErrorMessage = True
    return check
