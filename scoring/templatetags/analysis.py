"""The places of a ranking beside those of other reckonings: markup written by hand."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.templatetags.portal import mark
from scoring.rankings.analysis import Analysis
from scoring.rankings.compared import ComparedRow, Place

register = template.Library()

ROW = (
    '<tr{below}><td class="p-num"><strong>{place}</strong></td>'
    '<td class="p-nowrap">{number}</td>'
    '<th scope="row" class="p-wrap"><a href="{url}">{firm}</a></th>'
    '<td class="p-num"><strong>{mark}</strong></td><td>{result}</td>{places}'
    "<td>{chance}</td></tr>"
)
CHANCE = (
    '<span class="p-meter"><meter aria-label="{label}" min="0" max="1"'
    ' value="{value}"></meter><span>{text}</span></span>'
)
UNSURE = ' <span class="p-badge p-badge--warn">不稳</span>'
NOTHING = "—"


@register.simple_tag
def compared_rows(analysis: Analysis, rows: Iterable[ComparedRow]) -> SafeString:
    address = reverse("applications:official_dossier", args=["KEY"])
    has_line = analysis.found.cut is not None
    return mark_safe("".join(_row(row, address, has_line) for row in rows))


def _row(row: ComparedRow, address: str, has_line: bool) -> str:
    line = row.line
    result = ("线上" if row.is_above else "线下") if has_line else NOTHING
    return ROW.format(
        below="" if row.is_above else ' class="p-below"',
        place=line.place,
        number=escape(line.number),
        url=address.replace("KEY", line.dossier.key),
        firm=escape(line.dossier.enterprise.name),
        mark=mark(line.mark),
        result=result,
        places="".join(f"<td>{_place(each)}</td>" for each in row.places),
        chance=_chance(row),
    )


def _place(found: Place) -> str:
    if found.place is None:
        return NOTHING
    moved = f"，{found.moved}" if found.moved else ""
    return f'{found.place}<span class="p-muted">（{mark(found.mark)}{moved}）</span>'


def _chance(row: ComparedRow) -> str:
    if row.chance is None:
        return NOTHING
    meter = CHANCE.format(label=escape(row.meter), value=row.chance, text=row.percent)
    return meter + (UNSURE if row.is_unsure else "")
