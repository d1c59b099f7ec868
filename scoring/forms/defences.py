"""What officials type about a defence: its timetable, another slot, why it ends."""

from datetime import datetime
from typing import Any

from django import forms

from applications.forms.controls import PickField
from applications.forms.typed import at_clock, beijing, count, on_day, short_text, typed
from scoring.facts.timetables import Plan
from scoring.forms.panels import reason_field
from scoring.models import Defence
from scoring.models.defence import LONGEST_PLACE

MOST_MINUTES, MOST_REST, MOST_A_DAY = 240, 120, 60
BY_NUMBER, BY_LOT = "number", "lot"
NOT_BEFORE = "开始时间应晚于现在。请改正日期或时间。"
PLACE_HELP = "会议室，或者视频会议的地址和号码；企业和专家都看到。"


class SlotForm(forms.Form):
    """A day and a time of day in Beijing that are still to come, and where."""

    day = on_day(
        "日期", error_messages={"required": "没有填写日期。请选择答辩的日期。"}
    )
    begins = at_clock(
        "开始时间",
        help_text="北京时间，例如 09:00。",
        error_messages={"required": "没有填写开始时间。请填写，例如 09:00。"},
    )
    minutes = count(
        MOST_MINUTES,
        "分钟",
        label="每家时长",
        error_messages={"required": "没有填写时长。请填写分钟数，例如 20。"},
    )
    place = short_text(
        LONGEST_PLACE,
        label="地点或会议地址",
        help_text=PLACE_HELP,
        error_messages={"required": "没有填写地点。请填写会议室或会议地址。"},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_minutes(self) -> int:
        minutes = int(self.cleaned_data["minutes"])
        if not minutes:
            raise forms.ValidationError("时长至少 1 分钟。请改填。")
        return minutes

    def clean(self) -> None:
        said = self.cleaned_data
        start = beijing(said.get("day"), said.get("begins"))
        if start is not None and start <= self.at:
            self.add_error("day", NOT_BEFORE)

    @property
    def start(self) -> datetime:
        found = beijing(self.cleaned_data["day"], self.cleaned_data["begins"])
        assert found is not None
        return found


class TimetableForm(SlotForm):
    """All of a kind, one after another, so many a day."""

    rest = count(
        MOST_REST,
        "分钟",
        label="两家之间间隔",
        required=False,
        help_text="空着即不间隔。",
    )
    per_day = count(
        MOST_A_DAY,
        "家",
        label="每天最多",
        error_messages={"required": "没有填写家数。请填写每天安排几家，例如 12。"},
        help_text="排不下的顺延到下一个工作日，同一时间开始。",
    )
    order = PickField(
        label="次序",
        choices=((BY_NUMBER, "按申报编号"), (BY_LOT, "抽签（随机排定，种子公开）")),
        widget=forms.RadioSelect,
    )

    field_order = ("day", "begins", "minutes", "rest", "per_day", "place", "order")

    def clean_per_day(self) -> int:
        per_day = int(self.cleaned_data["per_day"])
        if not per_day:
            raise forms.ValidationError("每天至少安排 1 家。请改填。")
        return per_day

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        plan = self.plan()
        whole = plan.begins.total_seconds() // 60
        whole += plan.per_day * (plan.minutes + plan.rest) - plan.rest
        if whole > 24 * 60:
            self.add_error("per_day", "当天排不下这么多家。请减少家数，或提前开始。")

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            day=said["day"],
            begins=said["begins"],
            minutes=said["minutes"],
            rest=said["rest"] or 0,
            per_day=said["per_day"],
            place=said["place"],
            is_by_lot=said["order"] == BY_LOT,
        )

    def hidden(self) -> list[tuple[str, str]]:
        """What was typed, to be posted once more with the confirmation."""
        return [(name, self.data.get(name, "")) for name in self.fields]


class MoveForm(SlotForm):
    """Another slot for one dossier, and why; the present one stands in it."""

    reason = reason_field(
        "改期理由",
        help_text="企业和专家都看到。",
        error_messages={"required": "没有填写理由。请写明后再确认。"},
    )

    def __init__(self, *args: Any, defence: Defence, **kwargs: Any) -> None:
        day, clock = typed(defence.starts_at)
        kwargs["initial"] = {
            "day": day,
            "begins": clock,
            "minutes": "" if defence.minutes is None else str(defence.minutes),
            "place": defence.place,
        }
        super().__init__(*args, **kwargs)


class EndingForm(forms.Form):
    """Why a defence ends though sheets are missing."""

    def __init__(self, *args: Any, missing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["reason"] = reason_field(
                "评分表未交齐仍结束的理由",
                help_text=f"还有 {missing} 份答辩评分表未提交，结束后不能再提交。",
                error_messages={"required": "没有填写理由。评分未交齐时须写明。"},
            )
