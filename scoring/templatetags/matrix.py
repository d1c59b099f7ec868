"""The cells of an assignment matrix, two thousand a page: markup written by hand."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scoring.facts.matrix import Cell, Row

register = template.Library()

SEATED, BARRED, PLAIN = (
    mark_safe(text)
    for text in (' class="p-matrix__seated"', ' class="p-matrix__barred"', "")
)
CHECKED = mark_safe(" checked")
BOX = (
    '<label><input type="checkbox" name="seat" value="{key}"'
    ' aria-labelledby="d{row} e{column} s{key}"{checked}>'
    '<span aria-hidden="true">{mark}</span>'
    '<span class="p-sr" id="s{key}">{said}</span></label>'
)
SIGN = '<span aria-hidden="true">{mark}</span><span class="p-sr">{said}</span>'


@register.simple_tag
def matrix_cells(row: Row, place: int, may_assign: bool) -> SafeString:
    """``place`` is that of the row on its page."""
    return _cells(row.cells, place, may_assign)


@lru_cache(maxsize=512)
def _cells(cells: tuple[Cell, ...], place: int, may_assign: bool) -> SafeString:
    """A row's cells are values: equal ones look the same."""
    return format_html_join("", "{}", ((_cell(e, place, may_assign),) for e in cells))


def _cell(cell: Cell, place: int, may_assign: bool) -> SafeString:
    is_box = cell.is_open and may_assign
    return format_html(
        '<td data-column="{}"{}{}>{}</td>',
        cell.column,
        format_html(' title="{}"', cell.said) if cell.said else PLAIN,
        SEATED if cell.is_seated else PLAIN if cell.is_open else BARRED,
        format_html(
            BOX if is_box else SIGN,
            key=cell.key,
            row=place,
            column=cell.column,
            checked=CHECKED if cell.is_seated else PLAIN,
            mark=cell.mark,
            said=cell.said,
        ),
    )
