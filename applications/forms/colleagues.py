"""Whom the administrator of an enterprise asks to help with its dossiers."""

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.registration import text
from portal.account_forms import NO_ADDRESS
from portal.models import User


class ColleagueForm(forms.Form):
    name = text("姓名", 60, help_text="写入填报记录，请填真实姓名。")
    email = forms.EmailField(
        label="电子邮箱",
        help_text="登录时使用，不能与已有账号重复。",
        error_messages={
            "required": "没有填写电子邮箱。请填写本栏。",
            "invalid": NO_ADDRESS,
        },
    )
    may_submit = forms.BooleanField(
        label="可以代表本单位提交申报书",
        required=False,
        help_text="不勾选则只能填报，由管理员提交；以后可以更改。",
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("该电子邮箱已有账号，请换一个邮箱。", code="taken")
        return email
