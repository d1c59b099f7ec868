"""An assignment matrix, two thousand cells a page: markup written by hand."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from scoring.facts.matrix import Cell, Column, Matrix, Row

register = template.Library()

HEAD = (
    '<th scope="col" id="e{place}" class="p-matrix__expert">'
    '<a href="{url}" title="{employer}">{code}<br>{name}</a>'
    '<span class="p-matrix__load{full}"><span data-load="{place}"{cap}>{load}</span>'
    '{most}<span class="p-sr"> 份</span></span></th>'
)
ROW = (
    '<tr><th scope="row" id="d{place}"><a href="{url}">{number}</a>'
    '<span class="p-matrix__firm">{firm}</span></th>'
    '<td class="p-num{short}"><span data-seated>{seated}</span>/{size}</td>'
)
#: What a column's cells have in common is written once; dossier and place follow.
DOSSIER, PLACE = "\0", "\1"
PLAIN = (
    f'<td data-column="{{column}}"{{about}}><label><input type="checkbox" name="seat"'
    f' value="{DOSSIER}:{{expert}}" aria-labelledby="d{PLACE} e{{column}}"></label>'
    "</td>"
)
BOX = (
    f'<td data-column="{{column}}"{{about}}><label><input type="checkbox" name="seat"'
    f' value="{DOSSIER}:{{expert}}"'
    f' aria-labelledby="d{PLACE} e{{column}} s{DOSSIER}:{{expert}}"{{checked}}>'
    f'<span aria-hidden="true">{{mark}}</span>'
    f'<span class="p-sr" id="s{DOSSIER}:{{expert}}">{{said}}</span></label></td>'
)
SIGN = (
    '<td data-column="{column}"{about}><span aria-hidden="true">{mark}</span>'
    '<span class="p-sr">{said}</span></td>'
)
ERR = " p-err"


@register.simple_tag
def matrix_heads(matrix: Matrix, round_id: int) -> SafeString:
    address = reverse("scoring:panel_expert", args=[round_id, 0])
    return mark_safe(
        "".join(
            _head(place, column, address.replace("/0/", f"/{column.expert.pk}/"))
            for place, column in enumerate(matrix.columns)
        )
    )


def _head(place: int, column: Column, url: str) -> str:
    expert, cap = column.expert, column.cap
    return HEAD.format(
        place=place,
        url=url,
        employer=escape(expert.employer),
        code=escape(expert.code),
        name=escape(expert.user.name),
        full=ERR if column.full else "",
        cap="" if cap is None else f' data-cap="{cap}"',
        load=column.load,
        most="" if cap is None else f"/{cap}",
    )


@register.simple_tag
def matrix_rows(matrix: Matrix, size: int, may_assign: bool) -> SafeString:
    """``size`` is how many experts a panel should have."""
    address = reverse("scoring:panel_change", args=["KEY"])
    drawn = [_Drawn(n, each, may_assign) for n, each in enumerate(matrix.columns)]
    return mark_safe(
        "".join(
            f"{_row(place, row, address, size)}{_cells(row, place, drawn)}</tr>"
            for place, row in enumerate(matrix.rows)
        )
    )


def _row(place: int, row: Row, address: str, size: int) -> str:
    return ROW.format(
        place=place,
        url=address.replace("KEY", row.dossier.key),
        number=escape(row.dossier.number),
        firm=escape(row.dossier.enterprise.name),
        short=ERR if row.gap else "",
        seated=row.seated,
        size=size,
    )


def _cells(row: Row, place: int, drawn: list["_Drawn"]) -> str:
    found = "".join([of[cell] for of, cell in zip(drawn, row.cells, strict=True)])
    return found.replace(DOSSIER, str(row.dossier.pk)).replace(PLACE, str(place))


class _Drawn(dict[Cell, str]):
    """One column: the markup of each cell that occurs in it."""

    def __init__(self, place: int, column: Column, may_assign: bool) -> None:
        self.place, self.expert = place, column.expert.pk
        self.may_assign = may_assign

    def __missing__(self, cell: Cell) -> str:
        is_box = cell.is_open and self.may_assign
        has_words = cell.mark or cell.said
        pattern = (BOX if has_words else PLAIN) if is_box else SIGN
        self[cell] = pattern.format(
            column=self.place,
            expert=self.expert,
            about=_about(cell),
            checked=" checked" if cell.is_seated else "",
            mark=escape(cell.mark),
            said=escape(cell.said),
        )
        return self[cell]


@lru_cache(maxsize=512)
def _about(cell: Cell) -> str:
    title = format_html(' title="{}"', cell.said) if cell.said else ""
    tint = "seated" if cell.is_seated else "" if cell.is_open else "barred"
    return title + (f' class="p-matrix__{tint}"' if tint else "")
