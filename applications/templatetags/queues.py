"""A queue's controls and rows, each made once for what it says."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from applications.forms.decisions import QueueForm
from applications.presentation import DossierRow
from portal.kept import Kept, state_of

register = template.Library()

_controls: Kept[SafeString] = Kept(most=64)


class Shown(NamedTuple):
    """All that a row says; ``city`` is None where the list has no such column, ``pick``
    where it has none to choose by, and empty where this one cannot be chosen."""

    url: str
    number: str
    enterprise: str
    platform: str
    kind: str
    city: str | None
    submitted_at: datetime
    order: int | None
    is_eligible: bool | None
    status: str
    tone: str
    pick: str | None


@register.simple_tag
def queue_controls(form: QueueForm, with_city: bool) -> SafeString:
    """The row of filters, by what may be chosen and what was."""
    choices = {
        name: list(getattr(field, "choices", ())) for name, field in form.fields.items()
    }
    return _controls.get(
        state_of([], choices, sorted(form.data.lists()), with_city),
        lambda: render_to_string(
            "applications/_queue_controls.html", {"form": form, "with_city": with_city}
        ),
    )


@register.simple_tag
def queue_lines(
    rows: Iterable[DossierRow], detail: str, with_city: bool, may_choose: bool
) -> SafeString:
    """The rows; ``detail`` is the name of the page of one."""
    shown = (_shown(row, detail, with_city, may_choose) for row in rows)
    return format_html_join("", "{}", ((_line(each),) for each in shown))


def _shown(row: DossierRow, detail: str, with_city: bool, may_choose: bool) -> Shown:
    dossier = row.dossier
    is_free = dossier.status == dossier.Status.SUBMITTED
    return Shown(
        reverse(detail, args=[dossier.key]),
        str(dossier.number),
        dossier.enterprise.name,
        dossier.platform,
        row.kind,
        dossier.enterprise.city if with_city else None,
        dossier.submitted_at,
        dossier.recommended_order,
        row.is_eligible,
        dossier.get_status_display(),
        row.tone,
        (dossier.key if is_free else "") if may_choose else None,
    )


@lru_cache(maxsize=2048)
def _line(row: Shown) -> SafeString:
    return render_to_string("applications/_queue_row.html", {"row": row})
