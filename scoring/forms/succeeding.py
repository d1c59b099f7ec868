"""Why one leaves a published list, and who of equals follows."""

from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from applications.forms.evidence import judged, taken
from portal import rules
from portal.files.answers import Refused
from scoring.facts.departing import Departure
from scoring.facts.objected import Proof
from scoring.facts.successors import Successors
from scoring.forms.noticing import NoticeForm
from scoring.models import Replacement

PAPERS = ("pdf", "jpg", "jpeg", "png")


class DepartureForm(forms.Form):
    """The reason is read by everybody, the evidence by the province's officials."""

    ground = forms.ChoiceField(
        label="事由",
        choices=Replacement.Ground,
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择事由。请选择一项。",
            "invalid_choice": "请选择“自愿退出”或“取消资格”。",
        },
    )
    reason = EntryField(
        partial(rules.plain_text, limit=500, multiline=True),
        label="理由",
        help_text="随公示公开，并写入审计记录，不能修改。不要写个人信息和商业秘密。",
        widget=forms.Textarea({"rows": 4, "data-count": 500}),
    )
    proof = forms.FileField(
        label="证据",
        required=False,
        help_text=taken(PAPERS) + "取消资格的必须附证据；只供本省工作人员查看。",
        widget=forms.FileInput({"accept": ",".join(f".{e}" for e in PAPERS)}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, found: Successors, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.accepted = found, None
        if len(found.able) > 1:
            self._ask_whom()

    def _ask_whom(self) -> None:
        """Equals are next; the rules do not tell them apart."""
        self.fields["follower"] = forms.TypedChoiceField(
            label="由哪一家递补",
            coerce=int,
            choices=[
                (each.pk, f"{each.dossier.number} {each.dossier.enterprise}")
                for each in self.found.able
            ],
            widget=forms.RadioSelect,
            error_messages={
                "required": "候补中有并列的，没有选择由哪一家递补。请选择一家。",
                "invalid_choice": "候补已经变化，请重新选择。",
            },
        )
        self.fields["choice"] = EntryField(
            partial(rules.plain_text, limit=500, multiline=True),
            label="怎样在并列的候补中确定",
            help_text="例如公开抽签的时间、地点和结果。随公示公开。",
            widget=forms.Textarea({"rows": 3, "data-count": 500}),
        )

    def clean(self) -> None:
        file = self.cleaned_data.get("proof")
        if not file:
            if self.cleaned_data.get("ground") == Replacement.Ground.REMOVED:
                self.add_error("proof", "取消资格的必须附证据。请选择文件。")
            return
        judgement = judged(file, PAPERS)
        if isinstance(judgement, Refused):
            self.add_error("proof", judgement.message)
            return
        answer = judgement.answer
        self.accepted = Proof(judgement.file, answer.name, answer.content_type)

    @property
    def said(self) -> Departure:
        data, able = self.cleaned_data, self.found.able
        only = able[0].pk if able else None
        return Departure(
            data["ground"],
            data["reason"],
            data.get("follower") or only,
            data.get("choice", ""),
            self.accepted,
        )


class TermForm(NoticeForm):
    """When the change stands before the public; the round's contact stays."""

    contact = None
