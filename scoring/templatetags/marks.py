"""Rows of score sheets and tasks: hand-written markup, made once for each content."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from scoring.forms.sheets import MarkRow

register = template.Library()


@register.filter
@lru_cache(maxsize=4096)
def mark_row(each: MarkRow, is_stale: bool) -> SafeString:
    """An indicator's controls. A row is a value: equal rows look the same."""
    context = {"each": each, "is_stale": is_stale}
    return render_to_string("scoring/expert/_mark.html", context)


@register.filter
@lru_cache(maxsize=4096)
def task_row(task: Any) -> SafeString:
    """A line of an expert's list; a ``Task`` is a value, too."""
    return render_to_string("scoring/expert/_task.html", {"task": task})
