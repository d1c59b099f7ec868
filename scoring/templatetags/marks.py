"""Rows of score sheets and tasks: hand-written markup, made once for each content."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal import rules
from scoring.facts.objective import CONFIRMED, CONTESTED
from scoring.facts.reasons import Limits
from scoring.forms.mark_rows import MarkRow

register = template.Library()


@lru_cache(maxsize=4096)
def _line(template: str, each: MarkRow) -> SafeString:
    """A heading or an indicator. A row is a value: equal rows look the same."""
    return render_to_string(template, {"each": each})


@register.filter
def mark_lines(rows: Iterable[MarkRow]) -> SafeString:
    """A sheet's lines with their controls."""
    lines = ((_line("scoring/expert/_mark.html", each),) for each in rows)
    return format_html_join("", "{}", lines)


@register.filter
def read_lines(rows: Iterable[MarkRow]) -> SafeString:
    """A sheet's lines to be read only."""
    lines = ((_line("scoring/expert/_mark_read.html", each),) for each in rows)
    return format_html_join("", "{}", lines)


@register.filter
def objective_state(each: MarkRow) -> str:
    """As objective.js says it while one types."""
    try:
        answer = each.objective.answered(each.points) if each.objective else ""
    except ArithmeticError:  # what was typed is no number
        answer = ""
    if answer == CONTESTED:
        said = each.comment.strip()
        return "有异议，已写理由" if said else "有异议，请在评语中写明理由"
    return "已确认" if answer == CONFIRMED else "待确认"


@register.filter
def due_bounds(limits: Limits) -> SafeString:
    """The limits in hundredths of a point, whole where the script compares them."""
    bounds = (("below", limits.below), ("above", limits.above))
    return format_html_join(
        "",
        ' data-{}="{}"',
        (
            (name, rules.plain(points * 100))
            for name, points in bounds
            if points is not None
        ),
    )


@register.filter
def task_lines(tasks: Iterable[Any]) -> SafeString:
    """An expert's list."""
    return format_html_join("", "{}", ((_task(each),) for each in tasks))


@lru_cache(maxsize=4096)
def _task(task: Any) -> SafeString:
    """A ``Task`` is a value, too."""
    return render_to_string("scoring/expert/_task.html", {"task": task})
