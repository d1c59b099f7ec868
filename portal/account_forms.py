"""The library's account forms, each in the house's words: field, rule, remedy."""

from typing import Any

from allauth.account import forms as theirs
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

LABELS = {
    "login": "电子邮箱",
    "email": "电子邮箱",
    "password": "密码",
    "oldpassword": "当前密码",
    "password1": "密码",
    "password2": "再输入一次密码",
}
NO_ADDRESS = "不是可用的电子邮箱，应如 name@example.com。请核对后重填。"
MISMATCH = "两次输入的密码不一致。请在两栏输入相同的密码。"


def password_rules() -> str:
    """What a new password must be, as one sentence beside its field."""
    return f"密码规则：{'；'.join(password_validators_help_texts())}。"


def speak(form: forms.Form) -> None:
    """Labels, hints and refusals of the fields that the library brought along."""
    for name, label in LABELS.items():
        if field := form.fields.get(name):
            field.label = label
            field.widget.attrs.pop("placeholder", None)
            field.error_messages |= {
                "required": f"没有填写{label}。请填写本栏。",
                "invalid": NO_ADDRESS,
            }
    if "password1" in form.fields:
        form.fields["password1"].help_text = password_rules()


class Spoken:
    """In front of a form of the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)  # type: ignore[arg-type]

    def add_error(self, field: str | None, error: Any) -> None:
        """The library adds a bare text where the two passwords differ."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = MISMATCH
        super().add_error(field, error)  # type: ignore[misc]


class LoginForm(Spoken, theirs.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The way to a new password stands below: between the two fields it would be
        the next stop of the Tab key."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AddEmailForm(Spoken, theirs.AddEmailForm):
    pass


class ChangePasswordForm(Spoken, theirs.ChangePasswordForm):
    pass


class SetPasswordForm(Spoken, theirs.SetPasswordForm):
    pass


class ResetPasswordForm(Spoken, theirs.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Spoken, theirs.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Spoken, theirs.ReauthenticateForm):
    pass
