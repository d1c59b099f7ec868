"""How an enterprise registers: allauth's sign-up, and the enterprise beside it."""

from functools import partial
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from applications.actions import enterprises
from applications.forms.controls import EntryField
from applications.models import Enterprise
from portal import guides, rules
from portal.account_forms import Spoken
from portal.models import User

TAKEN = (
    "该统一社会信用代码已经注册，一个单位只能注册一次。请用本单位已有的账号登录，"
    "忘记密码可在登录页找回；如果不是本单位注册的，请联系技术支持核实。"
)


def text(label: str, limit: int, **kwargs: Any) -> EntryField:
    return EntryField(partial(rules.plain_text, limit=limit), label=label, **kwargs)


def cities() -> list[tuple[str, Any]]:
    """Every city under its province, by its GB/T 2260 code."""
    grouped = [
        (each.province, list(each.cities.items())) for each in guides.provinces()
    ]
    return [("", "请选择"), *grouped]


class RegistrationForm(Spoken, SignupForm):
    """Who registers, and for which enterprise; both are made, or neither."""

    field_order = ("name", "email", "password1", "password2")

    name = text("姓名", 60, help_text="填报人姓名，注册后为本单位管理员。")
    enterprise = text("单位全称", 120, help_text="与营业执照一致。")
    credit_code = EntryField(
        rules.credit_code,
        label="统一社会信用代码",
        help_text="18 位，照营业执照填写；系统会核对校验位。",
    )
    city = forms.ChoiceField(
        label="注册地",
        choices=cities,
        help_text="申报由注册地的市级主管部门推荐，注册后不能自行修改。",
        error_messages={
            "required": "没有选择。请选择单位注册所在的设区市。",
            "invalid_choice": "没有这个设区市，请从列表中选择。",
        },
    )
    address = text("通讯地址", 200, required=False)

    def clean_credit_code(self) -> str:
        code = self.cleaned_data["credit_code"]
        if Enterprise.objects.filter(credit_code=code).exists():
            raise ValidationError(TAKEN, code="taken")
        return code

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As allauth's; where another was first this very moment, the form again."""
        try:
            return super().try_save(request)
        except enterprises.EnterpriseIsRegistered:
            self.add_error("credit_code", TAKEN)
        except IntegrityError:  # the address is taken by now: say so as always
            self.full_clean()
            if self.is_valid():
                return super().try_save(request)
        context = {
            "form": self,
            "login_url": reverse("account_login"),
            "redirect_field": "",
        }
        return None, TemplateResponse(request, "account/signup.html", context)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        return user

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the user row is there."""
        user.name = self.cleaned_data["name"]
        user.role = User.Role.ENTERPRISE
        user.save(update_fields=["name", "role"])
        province = next(
            each
            for each in guides.provinces()
            if self.cleaned_data["city"] in each.cities
        )
        enterprises.register(
            name=self.cleaned_data["enterprise"],
            credit_code=self.cleaned_data["credit_code"],
            province=province.id,
            city=province.cities[self.cleaned_data["city"]],
            address=self.cleaned_data["address"] or "",
            by=user,
        )
