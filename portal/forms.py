"""Invitations, what an auditor looks for, and how one is told."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from portal import invitations
from portal.account_forms import MISMATCH, speak
from portal.guides import province_choices, province_name
from portal.models import NewsChoice, OutboxMessage, Topic, User
from portal.models.user import MOBILE
from portal.news_choices import topics_of
from portal.telling import is_wanted


class InvitationForm(forms.Form):
    """Whom to invite, and for which role; an official only for the own province."""

    role = forms.ChoiceField(label="角色")
    name = forms.CharField(label="姓名", max_length=60)
    email = forms.EmailField(label="电子邮箱", help_text="登录时使用，不能重复。")
    province = forms.ChoiceField(
        label="省份",
        choices=lambda: [
            ("", "不限（系统、安全、审计管理员）"),
            *province_choices(),
        ],
    )
    city = forms.CharField(
        label="设区市",
        max_length=60,
        required=False,
        help_text="市级推荐部门必填，例如“长春市”。",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role.value, role.label) for role in invitations.roles_invited_by(by)
        ]
        self.fields["province"].required = False
        if by.is_official:
            self.fields["province"].choices = [
                (by.province, province_name(by.province))
            ]
            self.fields["province"].required = True

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("该电子邮箱已有账号，请换一个邮箱。")
        return email

    def clean(self) -> None:
        role = self.cleaned_data.get("role")
        if role in {"city", "official", "expert"} and not self.cleaned_data.get(
            "province"
        ):
            self.add_error("province", "请选择省份：市级、省级用户和专家都属于一个省。")
        if role == "city" and not self.cleaned_data.get("city"):
            self.add_error("city", "请填写设区市：市级推荐部门只处理本市的申报。")


class PasswordForm(SetPasswordMixin, forms.Form):
    """The first password of an invited person."""

    password1, password2 = SetPasswordMixin.create_password_fields(
        label1="密码", label2="再输入一次密码"
    )
    error_messages = {"password_mismatch": MISMATCH}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        speak(self)

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        return super().clean()


class AuditFilterForm(forms.Form):
    """What an auditor looks for; every field may stay empty."""

    actor = forms.CharField(label="操作人", required=False, max_length=60)
    action = forms.CharField(label="动作", required=False, max_length=60)
    subject = forms.CharField(label="对象", required=False, max_length=60)
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput({"type": "date"})
    )


class NewsChoiceForm(forms.Form):
    """One's mobile number, and two boxes for each kind of news."""

    phone = forms.CharField(
        label="手机号码",
        required=False,
        max_length=11,
        validators=[
            RegexValidator(
                MOBILE,
                "手机号码应为 11 位大陆手机号，如 13912345678。请核对后重填，"
                "或者留空。",
            )
        ],
        error_messages={
            "max_length": "手机号码应为 11 位大陆手机号，不带区号和空格。请核对后重填。"
        },
        help_text="选填，只用来接收短信提醒。留空则不发短信。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel-national"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].initial = user.phone
        self.topics = topics_of(user)
        made = {row.topic: row for row in NewsChoice.objects.filter(person=user)}
        for topic in self.topics:
            for channel in OutboxMessage.Channel:
                self.fields[f"{topic}-{channel}"] = forms.BooleanField(
                    label=f"{topic.label}：{channel.label}",
                    required=False,
                    initial=is_wanted(topic, channel, made.get(topic)),
                )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """A line for each kind of news, its two boxes in it."""
        return [
            (topic.label, [self[f"{topic}-{c}"] for c in OutboxMessage.Channel])
            for topic in self.topics
        ]

    def choices(self) -> dict[Topic, tuple[bool, bool]]:
        given = self.cleaned_data
        return {
            topic: (given[f"{topic}-email"], given[f"{topic}-sms"])
            for topic in self.topics
        }
