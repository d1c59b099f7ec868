"""Forms about a round: its rules, its weights, its deadline."""

from collections.abc import Iterator
from typing import Any

from django import forms

from applications.actions.rounds import Plan
from applications.actions.tables import copy_of
from applications.forms.typed import (
    at_clock,
    beijing,
    count,
    on_day,
    short_text,
    typed,
)
from applications.models import Round
from portal import guides
from portal.models import User

METHODS = (
    ("mean", "算术平均"),
    ("trimmed_mean", "去掉若干最高分、最低分后平均"),
    ("median", "中位数"),
)
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PLACES = 999
MOST_EXPERTS = 15
LONGEST_CONTACT = 200
KEEP = ""


class RoundForm(forms.Form):
    """A round's rules but for the weights; the province is the official's own."""

    title = short_text(120, label="批次名称")
    year = count(LAST_YEAR, "年", label="年度")
    kinds = forms.MultipleChoiceField(
        label="平台类型",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "没有选择平台类型。请至少选择一类。"},
    )
    table = forms.ChoiceField(
        label="评价指标表",
        required=False,
        help_text="批次使用自己的一份副本，权重在下一步调整。",
    )
    opens_on = on_day("申报开始日期", required=False, help_text="北京时间。")
    opens_clock = at_clock("申报开始时间", required=False, help_text="从此刻起接收。")
    closes_on = on_day("申报截止日期", required=False, help_text="北京时间。")
    closes_clock = at_clock(
        "申报截止时间", required=False, help_text="截止时刻起不再接收。"
    )
    panel_size = count(MOST_EXPERTS, "位", label="每份申报的专家数")
    method = forms.ChoiceField(
        label="汇总规则", choices=METHODS, widget=forms.RadioSelect
    )
    drop = count(
        5,
        "份",
        label="最高、最低各去掉",
        required=False,
        help_text="只用于去极值平均。",
    )
    start = count(
        MOST_EXPERTS,
        "份",
        label="从多少份评分起去掉",
        required=False,
        help_text="只用于去极值平均；不足此数时为算术平均。",
    )
    is_blind = forms.BooleanField(
        label="匿名评审（专家看不到申报单位）",
        required=False,
        help_text=(
            "页面、佐证的属性和文字中的单位名称等由系统遮盖；"
            "扫描件和照片上的不能识别，系统提示企业先遮盖再上传。"
        ),
    )
    contact = short_text(
        LONGEST_CONTACT,
        label="联系方式和异议受理",
        required=False,
        help_text=(
            "写明受理部门、电话、邮箱或地址，印在公示、结果和文书上；"
            "可以以后再填，公示时必须填写。"
        ),
    )
    citations = forms.MultipleChoiceField(
        label="引用的国家指南条目",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="供公告和文书引用，不影响核对和打分。",
    )

    def __init__(
        self, *args: Any, user: User, round: Round | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_initial(round), **kwargs)
        self.guide = guides.load(user.province)
        kinds = self.guide.kinds.values()
        self.fields["kinds"].choices = [(kind.id, kind.label) for kind in kinds]
        self.fields["table"].choices = list(_tables(user, round))
        self.fields["citations"].choices = list(_measures())
        for kind in kinds:
            self.fields[f"quota_{kind.id}"] = count(
                MOST_PLACES, "个", label=f"{kind.label}名额", required=False
            )
        self.round, self.user = round, user

    def part(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def quota_fields(self) -> list[forms.BoundField]:
        return [self[f"quota_{kind}"] for kind in self.guide.kinds]

    def clean(self) -> None:
        self._clean_quotas()
        self._clean_instants()
        self._clean_rule()
        if self.cleaned_data.get("year", FIRST_YEAR) < FIRST_YEAR:
            self.add_error("year", f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。")
        if self.cleaned_data.get("panel_size") == 0:
            self.add_error("panel_size", "至少要有 1 位专家。请填写 1 至 15。")
        if not self.round and not self.cleaned_data.get("table"):
            self.add_error("table", "没有选择指标表。请选择一项。")

    def _clean_quotas(self) -> None:
        for kind in self.cleaned_data.get("kinds", ()):
            if not self.cleaned_data.get(f"quota_{kind}") and not self.has_error(
                f"quota_{kind}"
            ):
                self.add_error(
                    f"quota_{kind}", "已选择这一类型，没有填写名额。请填不小于 1 的数。"
                )

    def _clean_instants(self) -> None:
        data = self.cleaned_data
        for name in ("opens", "closes"):
            self._clean_instant(f"{name}_on", f"{name}_clock")
            data[f"{name}_at"] = beijing(
                data.get(f"{name}_on"), data.get(f"{name}_clock")
            )
        opens, closes = data["opens_at"], data["closes_at"]
        if opens and closes and opens >= closes:
            self.add_error("closes_on", "截止时间应晚于开始时间。请改正其中之一。")

    def _clean_instant(self, on: str, clock: str) -> None:
        """Day and time are typed both or not at all."""
        typed = [self.data.get(on), self.data.get(clock)]
        if all(typed) or not any(typed):
            return
        missing = clock if typed[0] else on
        self.add_error(missing, "日期和时间要一并填写。请补上这一项。")

    def _clean_rule(self) -> None:
        data = self.cleaned_data
        data["rule"] = {"method": data.get("method")}
        if data.get("method") != "trimmed_mean":
            return
        drop, start = data.get("drop"), data.get("start")
        if not drop:
            self.add_error("drop", "去极值平均须填写去掉的份数，不小于 1。")
        elif not start or start <= 2 * drop:
            self.add_error(
                "start",
                f"起始份数应多于去掉份数的两倍。请填不小于 {2 * drop + 1} 的数。",
            )
        data["rule"] |= {"drop": drop, "from": start}

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            title=data["title"],
            year=data["year"],
            kinds=data["kinds"],
            quotas={kind: data[f"quota_{kind}"] for kind in data["kinds"]},
            rule=data["rule"],
            panel_size=data["panel_size"],
            is_blind=data["is_blind"],
            contact=data["contact"] or "",
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            citations=data["citations"],
        )

    def chosen_table(self) -> dict[str, Any] | None:
        """The data of the table that was chosen; None to keep the round's own."""
        source, _, key = self.cleaned_data["table"].partition(":")
        if source == KEEP:
            return None
        if source == "round":
            return Round.objects.visible_to(self.user).get(pk=key).table
        table = guides.load(key).table
        return None if table is None else copy_of(table)


def _initial(round: Round | None) -> dict[str, Any]:
    if round is None:
        return {"panel_size": "3", "method": "mean"}
    opens_on, opens_clock = typed(round.opens_at)
    closes_on, closes_clock = typed(round.closes_at)
    quotas = {f"quota_{kind}": quota for kind, quota in round.quotas.items()}
    return {
        "title": round.title,
        "year": round.year,
        "kinds": round.kinds,
        "table": KEEP,
        "opens_on": opens_on,
        "opens_clock": opens_clock,
        "closes_on": closes_on,
        "closes_clock": closes_clock,
        "panel_size": round.panel_size,
        "method": round.rule.get("method"),
        "drop": round.rule.get("drop"),
        "start": round.rule.get("from"),
        "is_blind": round.is_blind,
        "contact": round.contact,
        "citations": round.citations,
        **quotas,
    }


def _tables(user: User, round: Round | None) -> Iterator[tuple[str, str]]:
    """What a round's table may be copied from: the guides', then earlier rounds'."""
    yield (KEEP, "保留现有的指标表和权重" if round else "请选择")
    for key in guides.on_file():
        guide = guides.load(key)
        if guide.table:
            count = len(guide.table.indicators)
            weighed = "有权重" if guide.table.is_weighted else "无权重，须先给出"
            title = f"{guide.province}：{guide.table.title}"
            yield f"guide:{key}", f"{title}（{count} 项，{weighed}）"
    earlier = Round.objects.visible_to(user).only("code", "title")
    for other in earlier.exclude(pk=round.pk if round else None):
        yield f"round:{other.pk}", f"沿用 {other.code} {other.title}"


def _measures() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The national guides' measures, by chapter."""
    for key in guides.on_file():
        chapters: dict[str, list[tuple[str, str]]] = {}
        for measure in guides.load(key).measures:
            chapters.setdefault(measure.chapter, []).append(
                (measure.id, measure.heading)
            )
        yield from chapters.items()
