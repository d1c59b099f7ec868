"""The experts of a defence, and who takes the place of one that falls out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.controls import PickField
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import substituting
from scoring.actions.defences import DefenceHasMovedOn
from scoring.facts.substitutes import RULE, panel_of, substitutes_for
from scoring.forms.panels import reason_field
from scoring.models import Assignment, Defence, DefenceSheet, Expert
from scoring.views.assignments import posted
from scoring.views.defences.defence_slots import defence_at, stopped
from scoring.views.defences.defences import trail_to

State = DefenceSheet.State
WORDS = {
    State.DRAFT: ("待评分", "info"),
    State.HANDED_IN: ("已提交", "ok"),
    State.RECUSED: ("不再评分", "warn"),
}
CHANGED = "候选的替补专家有变化，没有保存。请重新选择。"
NOBODY = "按规则没有可以替补的专家。请改期，或在专家库中补充专家。"


@dataclass(frozen=True, slots=True)
class Seat:
    """One expert of a defence, in words; ``by`` is who came instead."""

    held: Assignment
    word: str
    tone: str
    reason: str
    by: str
    may_leave: bool


class SubstituteForm(forms.Form):
    """Who comes, and why; the first of the rule is picked already."""

    expert = PickField(label="替补专家（按规则的次序）", widget=forms.RadioSelect)
    reason = reason_field(
        "替补理由",
        help_text="原专家回避或未到场的情况；没有取第一位的，一并写明原因。",
        error_messages={"required": "没有填写理由。请写明后再确认。"},
    )

    def __init__(self, *args: object, able: Sequence[Expert], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].choices = [
            (str(each.pk), f"{each} · {each.employer} · 本批次答辩 {each.load} 场")
            for each in able
        ]
        self.initial["expert"] = str(able[0].pk) if able else ""


@require_safe
@official_only
def defence_panel(request: HttpRequest, key: str) -> HttpResponse:
    defence = defence_at(request, key)
    context = {
        "defence": defence,
        "seats": list(_seats(defence)),
        "rule": RULE,
        "may_change": stopped(request, defence) is None and not defence.is_absent,
        "trail": trail_to(defence.dossier.round),
    }
    return render(request, "scoring/official/defence_panel.html", context)


def _seats(defence: Defence) -> Iterator[Seat]:
    for each in panel_of(defence):
        sheet: DefenceSheet | None = getattr(each, "defence_sheet", None)
        other: Assignment | None = getattr(each, "substitute", None)
        state = sheet.state if sheet else State.DRAFT
        word, tone = WORDS[state]
        yield Seat(
            each,
            word,
            tone,
            sheet.reason if sheet else "",
            other.expert.code if other else "",
            state != State.HANDED_IN and other is None,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_substitute(request: HttpRequest, key: str, seat: str) -> HttpResponse:
    """By the stated rule; whoever was passed over is named with the reason."""
    defence = defence_at(request, key)
    if answer := stopped(request, defence):
        return answer
    here = reverse("scoring:defence_panel", args=[key])
    mine = Assignment.objects.defending().filter(dossier=defence.dossier)
    leaves = get_object_or_404(mine.select_related("expert__user", "dossier"), key=seat)
    found = substitutes_for(defence, workcalendar.today())
    if not found.able:
        return conflict(request, NOBODY, here)
    form = SubstituteForm(posted(request), able=found.able)
    if request.method == "POST" and form.is_valid():
        return _substitute(request, defence, leaves, form, found.able)
    context = {
        "heading": f"替补专家 · {defence.dossier}",
        "action": "确认替补并通知",
        "cancel_url": here,
        "form": form,
        "consequences": [
            f"专家 {leaves.expert} 不再给这份申报的答辩打分，材料评审得分不变。",
            "替补专家立即收到通知，只评这场答辩，不评申报材料；名单和理由留存。",
            RULE,
        ],
        "passed": found.passed,
        "trail": [*trail_to(defence.dossier.round), ("专家", here)],
    }
    return render(request, "scoring/official/defence_substitute.html", context)


def _substitute(
    request: HttpRequest,
    defence: Defence,
    leaves: Assignment,
    form: SubstituteForm,
    able: Sequence[Expert],
) -> HttpResponse:
    here = reverse("scoring:defence_panel", args=[defence.key])
    by_key = {str(each.pk): each for each in able}
    try:
        substituting.substitute(
            seat=leaves,
            expert=by_key[form.cleaned_data["expert"]],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except substituting.NotTheirTurn:
        return conflict(request, CHANGED, here)
    except DefenceHasMovedOn as error:
        return conflict(request, str(error), here)
    messages.success(request, "替补专家已加入这场答辩，并收到通知。")
    return redirect(here)


urlpatterns = [
    path("manage/defences/<slug:key>/experts/", defence_panel, name="defence_panel"),
    path(
        "manage/defences/<slug:key>/experts/<slug:seat>/substitute/",
        defence_substitute,
        name="defence_substitute",
    ),
]
