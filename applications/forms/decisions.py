"""Forms in which city and province decide, and find what waits for them."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet

from applications.forms.typed import (
    at_clock,
    beijing,
    count,
    long_text,
    on_day,
)
from applications.models import Dossier
from applications.presentation.waiting import WAITS
from portal import rules, workcalendar

CLOSING_CLOCK = "18:00"
MOST_IN_ORDER = 9999
LONGEST_OPINION = 500
LONGEST_REASON = 1000


class RecommendForm(forms.Form):
    order = count(
        MOST_IN_ORDER,
        label="推荐顺序",
        help_text="同一批次、同一平台类型在本市的先后；已占用的顺序，其后依次顺延。",
    )
    opinion = long_text(LONGEST_OPINION, label="推荐意见")


class ReturnForm(forms.Form):
    reasons = long_text(
        LONGEST_REASON,
        label="退回理由",
        help_text="一次写全需要补正的内容，企业将逐字看到。",
    )
    due_on = on_day("补正期限（日期）")
    due_clock = at_clock("补正期限（时间）", help_text="北京时间；到期时刻起不再接收。")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        today = at.astimezone(rules.BEIJING).date()
        due, basis = workcalendar.term(today, settings.CORRECTION_WORKDAYS)
        initial = {"due_on": due.isoformat(), "due_clock": CLOSING_CLOCK}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields[
            "due_on"
        ].help_text = f"默认 {settings.CORRECTION_WORKDAYS} 个工作日，可以修改。{basis}"
        self.at = at

    def clean(self) -> None:
        data = self.cleaned_data
        due = beijing(data.get("due_on"), data.get("due_clock"))
        if due is not None and due <= self.at:
            self.add_error("due_on", "补正期限应晚于现在。请改为将来的时间。")
        data["due"] = due


class ReasonForm(forms.Form):
    reason = long_text(
        LONGEST_REASON, label="理由", help_text="企业将逐字看到，请写明依据。"
    )


class OpinionForm(forms.Form):
    opinion = long_text(LONGEST_OPINION, label="审查意见", required=False)


class RulingForm(forms.Form):
    is_met = forms.ChoiceField(
        label="根据佐证，本条",
        choices=[("yes", "达到"), ("no", "未达到")],
        widget=forms.RadioSelect,
        error_messages={"required": "没有选择。请选择达到或未达到。"},
    )
    reason = long_text(
        LONGEST_REASON,
        label="认定理由",
        help_text="写明依据的佐证和页码；与系统核对的结论一并留存。",
    )


class QueueForm(forms.Form):
    """What is looked for; lives in the address, so that it can be sent on."""

    round = forms.ChoiceField(label="批次", required=False)
    kind = forms.ChoiceField(label="平台类型", required=False)
    city = forms.ChoiceField(label="设区市", required=False)
    eligible = forms.ChoiceField(
        label="门槛核对",
        required=False,
        choices=[("", "全部"), ("yes", "达到"), ("no", "未达到")],
    )
    waits = forms.ChoiceField(label="待办", required=False, choices=[("", "全部")])
    q = forms.CharField(label="关键词", required=False, max_length=60)
    status = forms.ChoiceField(
        required=False, choices=[("", "全部"), *Dossier.Status.choices]
    )

    def __init__(self, *args: Any, facets: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in facets.items():
            self.fields[name].choices = [("", "全部"), *choices]
        self.fields["q"].widget.attrs["placeholder"] = "单位、平台或编号"

    @property
    def sought(self) -> dict[str, str]:
        """What was asked for and can be answered; nonsense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """By everything but the status and the thresholds."""
        sought = self.sought
        plain = {"round": "round", "kind": "kind", "city": "enterprise__city"}
        for name, path in plain.items():
            if name in sought:
                dossiers = dossiers.filter(**{path: sought[name]})
        if wait := sought.get("waits"):
            dossiers = WAITS[wait][1](dossiers)
        if word := sought.get("q"):
            dossiers = dossiers.filter(
                Q(number__icontains=word)
                | Q(platform__icontains=word)
                | Q(enterprise__name__icontains=word)
                | Q(enterprise__credit_code__iexact=word)
            )
        return dossiers
