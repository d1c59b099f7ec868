"""What officials and experts type about a discussion."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from applications.forms.decisions import CLOSING_CLOCK
from applications.forms.typed import beijing, count, long_text
from portal import rules, workcalendar
from portal.templatetags.portal import beijing as shown
from scoring.models.discussion import LONGEST_POST

MOST_DAYS = 30
TOO_SOON = "期限只能延后，现在的期限是{}。请填更多的工作日数。"


class OpeningForm(forms.Form):
    """Until when the experts may answer, in working days."""

    days = count(
        MOST_DAYS,
        unit="个工作日",
        label="复评期限",
        error_messages={"required": "没有填写期限。请填工作日数，例如 3。"},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = at.astimezone(rules.BEIJING).date()
        third, basis = workcalendar.term(self.today, 3)
        self.fields["days"].help_text = (
            f"从明天起算，最后一个工作日 {CLOSING_CLOCK} 截止；"
            f"例如填 3，即 {third} {CLOSING_CLOCK}。{basis}"
        )

    def clean_days(self) -> int:
        days = int(self.cleaned_data["days"])
        if not days:
            raise forms.ValidationError("期限至少 1 个工作日。请改填。")
        return days

    @property
    def due_at(self) -> datetime:
        last = workcalendar.add_workdays(self.today, self.cleaned_data["days"])
        hours, minutes = map(int, CLOSING_CLOCK.split(":"))
        due = beijing(last, timedelta(hours=hours, minutes=minutes))
        assert due is not None
        return due


class ProlongingForm(OpeningForm):
    """A later term, counted from today, and why."""

    reason = long_text(
        300,
        label="理由",
        help_text="写入会商记录和审计记录，不能修改。",
        error_messages={"required": "没有填写理由。请写明为什么延长。"},
    )

    def __init__(self, *args: Any, until: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until = until
        self.fields["days"].label = "新的复评期限"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("days") and self.due_at <= self.until:
            self.add_error("days", TOO_SOON.format(shown(self.until, "deadline")))
        return cleaned


class PostForm(forms.Form):
    text = long_text(
        LONGEST_POST,
        label="发言",
        help_text="署您的专家编号，发出后不能修改。请不要写出姓名、单位等身份信息。",
        error_messages={"required": "没有填写内容。请写明后再发出。"},
    )
