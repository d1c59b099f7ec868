"""An entry of the expert pool, a tie that an expert declared, what to look for."""

import re
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from applications.forms.controls import EntryField
from applications.models import Enterprise
from portal import rules
from portal.models import User
from scoring.facts.roster import MOST_YEARS
from scoring.models import Expert

MOST_FIELDS = 10
LONGEST_FIELD = 20
TAKEN = "该电子邮箱已有账号，请换一个邮箱。"
#: So many enterprises of a similar name are listed for the official to choose.
MOST_SHOWN = 5


def text(label: str, limit: int, **kwargs: Any) -> EntryField:
    read = partial(rules.plain_text, limit=limit)
    return EntryField(read, label=label, **kwargs)


def read_fields(raw: str) -> list[str]:
    """“工业软件、数据安全”: distinct, in the order given."""
    found = re.split(r"[、，,；;\n]", rules.plain_text(raw, 300, multiline=True) or "")
    names = list(dict.fromkeys(name.strip() for name in found if name.strip()))
    if len(names) > MOST_FIELDS:
        raise rules.EntryError(
            "E-LIST-LEN", f"最多 {MOST_FIELDS} 个领域，现为 {len(names)} 个。请删减。"
        )
    if long := next((name for name in names if len(name) > LONGEST_FIELD), None):
        raise rules.EntryError(
            "E-TXT-LEN",
            f"“{long[:LONGEST_FIELD]}…”超过 {LONGEST_FIELD} 字。领域之间请用顿号隔开。",
        )
    return names


class ExpertForm(forms.Form):
    """One entry of the pool."""

    name = text("姓名", 60)
    employer = text(
        "工作单位", 120, help_text="与单位公章一致，系统据此回避同一单位的申报。"
    )
    employer_code = EntryField(
        rules.credit_code,
        label="单位统一社会信用代码",
        required=False,
        help_text="选填。单位改名或简称不同时，仍能据此回避。",
    )
    title = text("职称", 40, required=False)
    fields_of_work = EntryField(
        read_fields,
        label="专业领域",
        help_text="用顿号隔开，例如“工业软件、数据安全”。",
    )
    city = text(
        "所在城市",
        60,
        required=False,
        widget=forms.TextInput({"list": "cities", "autocomplete": "off"}),
        help_text="写全称，与申报单位的设区市同一写法，例如“长春市”。",
    )
    years = EntryField(
        partial(rules.whole_number, unit="年", most=MOST_YEARS),
        label="从业年限",
        unit="年",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    is_available = forms.BooleanField(
        label="可承担评审",
        required=False,
        initial=True,
        help_text="取消后不再分派新的申报，已分派的不受影响。",
    )

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        read = dict(self.cleaned_data)
        read["fields"] = read.pop("fields_of_work") or []
        blank = {"employer_code": "", "title": "", "city": ""}
        return {**read, **{k: read[k] or v for k, v in blank.items()}}


class NewExpertForm(ExpertForm):
    """An entry with the address to which the invitation belongs."""

    field_order = ["name", "email"]
    email = forms.EmailField(
        label="电子邮箱",
        help_text="登录时使用，不能重复。",
        error_messages={
            "required": "没有填写。请填写本栏。",
            "invalid": "不是可用的电子邮箱，应如 name@example.com，请核对。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_available"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(TAKEN)
        return email


def initial_of(expert: Expert) -> dict[str, Any]:
    return {
        "name": expert.user.name,
        "employer": expert.employer,
        "employer_code": expert.employer_code,
        "title": expert.title,
        "fields_of_work": "、".join(expert.fields),
        "city": expert.city,
        "years": "" if expert.years is None else str(expert.years),
        "is_available": expert.is_available,
    }


class ConflictForm(forms.Form):
    """A tie of an expert: to which enterprise, of which kind."""

    enterprise = text(
        "申报企业", 120, help_text="单位全称、名称中的几个字，或统一社会信用代码。"
    )
    reason = text(
        "事由", 300, help_text="例如“近三年内担任该单位顾问”“近亲属在该单位任职”。"
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_enterprise(self) -> Enterprise:
        typed = self.cleaned_data["enterprise"]
        code = "".join(typed.upper().split())
        visible = Enterprise.objects.visible_to(self.by)
        near = visible.filter(Q(credit_code=code) | Q(name__icontains=typed))
        found = list(near.order_by("name")[: MOST_SHOWN + 1])
        exact = [e for e in found if typed == e.name or code == e.credit_code]
        if exact or len(found) == 1:
            return (exact or found)[0]
        raise ValidationError(_which(typed, found))


def _which(typed: str, found: list[Enterprise]) -> str:
    if not found:
        return f"本省没有名称或代码含“{typed}”的注册企业，请核对后再填。"
    names = "；".join(f"{e.name}（{e.credit_code}）" for e in found[:MOST_SHOWN])
    more = "等" if len(found) > MOST_SHOWN else ""
    return f"有多家相近：{names}{more}。请填全称或统一社会信用代码。"


class PoolFilterForm(forms.Form):
    """Which experts to list; every field may stay empty."""

    STATES = (
        ("", "全部"),
        ("yes", "今天可承担评审"),
        ("away", "不可评审时段内"),
        ("blacklisted", "黑名单"),
        ("no", "暂停或停用"),
        ("uninvited", "未邀请"),
    )

    q = forms.CharField(label="关键词", required=False, max_length=60)
    field = forms.ChoiceField(label="专业领域", required=False)
    city = forms.ChoiceField(label="所在城市", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    def __init__(
        self, *args: Any, fields: list[str], cities: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "全部"), *((f, f) for f in fields)]
        self.fields["city"].choices = [("", "全部"), *((c, c) for c in cities)]

    def in_words(self) -> str:
        """“所在城市：长春市；状态：黑名单”, or that all are listed."""
        wanted = self.cleaned_data if self.is_valid() else {}
        words = {**wanted, "state": dict(self.STATES)[wanted.get("state", "")]}
        said = [
            f"{self.fields[name].label}：{words[name]}"
            for name, value in wanted.items()
            if value
        ]
        return "；".join(said) or "全部专家"
