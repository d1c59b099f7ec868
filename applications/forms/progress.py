"""What one types to ask how a dossier stands: its number and its check code."""

from django import forms


class ProgressForm(forms.Form):
    number = forms.CharField(
        label="申报编号",
        max_length=32,
        help_text="提交回执上的编号，如 JL2026-1-I022。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写申报编号。"},
    )
    code = forms.CharField(
        label="校验码",
        max_length=16,
        help_text="提交回执 PDF 上的 8 位字符，不分大小写。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写校验码。"},
    )

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).upper()
