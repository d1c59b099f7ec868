"""The rules of a draw and its public value; the value that was read; why it is void."""

import re
from typing import Any

from django import forms

from applications.forms.typed import (
    at_clock,
    beijing,
    count,
    long_text,
    on_day,
    short_text,
)
from portal.guides import drawing
from portal.rules.draw_pool import DrawRules
from scoring.facts.draws import Plan

MOST_DOSSIERS = 9999
#: “Z001 Z002” or “Z001、Z002”, a pair a line.
_BETWEEN = re.compile(r"[\s,，、和-]+")


class DrawForm(forms.Form):
    """What is fixed and published before anything random is known."""

    most = count(
        MOST_DOSSIERS, "份", label="每位专家最多", help_text="含本批次已经分派的申报。"
    )
    candidates = count(
        20, "人", label="每席候选人数不少于", help_text="不足时不能公布，也就不能抽取。"
    )
    reserves = count(
        15, "人", label="每份申报的候补", help_text="同一次抽取产生，按次序递补。"
    )
    city_most = count(
        15, "人", label="同一城市的专家最多", help_text="每个专家组内；填 0 为不限。"
    )
    other_city = forms.BooleanField(
        label="回避与申报单位同一城市的专家", required=False
    )
    apart = long_text(
        1000,
        label="不得同组的专家",
        required=False,
        help_text="选填。每行一对专家编号，例如“Z001 Z002”。",
    )
    value = short_text(
        120,
        label="公开值名称",
        help_text="尚未产生的公开随机数，例如某期彩票的开奖号码。",
    )
    source = short_text(
        200, label="公开值来源", help_text="发布机构或网址，供公众核对。"
    )
    due_on = on_day("产生日期", help_text="北京时间，须晚于公布的时刻。")
    due_clock = at_clock("产生时间", help_text="例如 21:15。")

    def __init__(
        self, *args: Any, size: int, seats: int, experts: int, **kwargs: Any
    ) -> None:
        """``seats`` are all to be filled, ``experts`` all that may be drawn."""
        usual = drawing.defaults()
        factor = usual.pop("load_factor")
        usual["most"] = factor * -(-seats // max(1, experts)) or 1
        for each in drawing.categories():
            usual |= {
                f"share_{each.id}": each.share,
                f"minimum_{each.id}": each.minimum,
            }
        super().__init__(*args, initial=usual, **kwargs)
        self.size = size
        for each in drawing.categories():
            self.fields[f"share_{each.id}"] = count(
                100, "%", label=f"{each.label}专家至少占", required=False
            )
            self.fields[f"minimum_{each.id}"] = count(
                15, "人", label=f"{each.label}专家至少", required=False
            )

    def composition(self) -> list[forms.BoundField]:
        """A share and a number for each category."""
        return [
            self[f"{what}_{each.id}"]
            for each in drawing.categories()
            for what in ("share", "minimum")
        ]

    def limits(self) -> list[forms.BoundField]:
        names = ("candidates", "reserves", "most", "city_most")
        return [self[name] for name in names]

    def awaited(self) -> list[forms.BoundField]:
        return [self[name] for name in ("value", "source")]

    def due(self) -> list[forms.BoundField]:
        return [self["due_on"], self["due_clock"]]

    def clean_apart(self) -> tuple[tuple[str, str], ...]:
        pairs = []
        for line in (self.cleaned_data["apart"] or "").splitlines():
            codes = [code for code in _BETWEEN.split(line.strip().upper()) if code]
            if not codes:
                continue
            if len(codes) != 2 or codes[0] == codes[1]:
                raise forms.ValidationError(
                    f"“{line[:30]}”不是一对编号。每行请填两个不同的专家编号。"
                )
            pairs.append((codes[0], codes[1]))
        return tuple(pairs)

    def clean(self) -> None:
        data = self.cleaned_data
        data["due"] = beijing(data.get("due_on"), data.get("due_clock"))
        for name in ("candidates", "most"):
            if data.get(name) == 0:
                self.add_error(name, "至少为 1。请改正。")

    def plan(self) -> Plan:
        data = self.cleaned_data
        ids = [each.id for each in drawing.categories()]
        return Plan(
            rules=DrawRules(
                size=self.size,
                minima={id: data[f"minimum_{id}"] or 0 for id in ids},
                shares={id: data[f"share_{id}"] or 0 for id in ids},
                candidates=data["candidates"],
                reserves=data["reserves"],
                most=data["most"],
                city_most=data["city_most"],
                other_city=data["other_city"],
                apart=data["apart"],
            ),
            value=data["value"],
            source=data["source"],
            due=data["due"],
        )

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, to be posted again from the page that asks."""
        return [(name, self.data.get(name, "")) for name in self.fields]


class ValueForm(forms.Form):
    """The public value as one official has read it."""

    value = short_text(
        200,
        label="公开值",
        help_text="照公布的写法录入，例如“03 09 11 18 22 31 + 07”；空格多少不影响。",
    )
    source = short_text(300, label="来源", help_text="从哪里读到，例如网址和页面名称。")
