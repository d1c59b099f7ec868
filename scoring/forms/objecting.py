"""What one writes who objects to a list, and what an official answers."""

from datetime import date
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import EntryField
from applications.forms.evidence import judged, taken
from applications.forms.typed import long_text, short_text
from applications.models import Dossier
from portal import rules
from portal.files.answers import Refused
from scoring.access import takes_objections
from scoring.facts.objected import Complaint, Proof
from scoring.models import Shortlist

PAPERS = ("pdf", "jpg", "jpeg", "png")
MOST_FILES = 3


class ObjectionForm(forms.Form):
    """To which list or dossier, who, why, on what evidence."""

    target = forms.ChoiceField(
        label="对哪份名单或申报",
        error_messages={
            "required": "没有选择。请选择一项。",
            "invalid_choice": "这一项现在不接受异议，请重新选择。",
        },
    )
    name = short_text(
        100, label="提出人", help_text="单位全称或本人姓名。只供办理，不公开。"
    )
    contact = short_text(
        100, label="联系电话或邮箱", help_text="以便核实和答复。只供办理，不公开。"
    )
    text = long_text(2000, label="事实和理由")

    def __init__(
        self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = targets
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = forms.FileField(
                label=f"证据 {number}",
                required=False,
                help_text=taken(PAPERS) if number == 1 else "",
                widget=forms.FileInput({"accept": ",".join(f".{e}" for e in PAPERS)}),
                allow_empty_file=True,
            )

    def clean(self) -> None:
        self.proofs = []
        for number in range(1, MOST_FILES + 1):
            file = self.cleaned_data.get(f"file_{number}")
            if not file:
                continue
            found = judged(file, PAPERS)
            if isinstance(found, Refused):
                self.add_error(f"file_{number}", found.message)
            else:
                accepted = found.answer
                proof = Proof(found.file, accepted.name, accepted.content_type)
                self.proofs.append(proof)

    @property
    def said(self) -> Complaint:
        data = self.cleaned_data
        return Complaint(data["name"], data["contact"], data["text"])


class QueryForm(forms.Form):
    """The receipt of an objection."""

    number = short_text(32, label="异议编号", help_text="如 JL2026-1-Y001。")
    code = short_text(16, label="校验码", help_text="回执上的 8 位字符，不分大小写。")


class AnswerForm(forms.Form):
    """Upheld or not, and why."""

    is_upheld = forms.TypedChoiceField(
        label="办理结论",
        choices=[("no", "异议不成立，维持名单"), ("yes", "异议成立")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "没有选择办理结论。请选择一项。",
            "invalid_choice": "请选择“不成立”或“成立”。",
        },
    )
    reason = EntryField(
        partial(rules.plain_text, limit=2000, multiline=True),
        label="答复",
        help_text="写明核查的事实和依据。提出人凭编号和校验码看到，不能修改。",
        widget=forms.Textarea({"rows": 6, "data-count": 2000}),
    )


def targets_of(
    lists: list[tuple[Shortlist, str]], today: date, own: int | None = None
) -> list[tuple[str, str]]:
    """Each list as a whole, and each dossier on it that is to be selected; after its
    days those alone that followed and have days of their own. Who looks is of the
    enterprise ``own``, and may object to what came of its own dossier."""
    found = []
    for shortlist, label in lists:
        is_open = takes_objections(shortlist, today)
        changes = shortlist.replacements.all()
        new = {each.follower_id for each in changes if each.is_on_notice(today)}
        if is_open:
            found.append((f"{shortlist.pk}", f"{label}名单"))
        for entry in shortlist.entries.all():
            dossier = entry.dossier
            key = f"{shortlist.pk}-{dossier.pk}"
            if is_open and dossier.enterprise_id == own:
                found.append(
                    (key, f"本单位的结果：{dossier.number} {dossier.platform}")
                )
            elif entry.is_selected and (is_open or entry.pk in new):
                words = f"{label}：{dossier.number} {dossier.enterprise.name}"
                found.append((key, words))
    return found


def target_of(
    chosen: str, lists: list[tuple[Shortlist, str]]
) -> tuple[Shortlist, Dossier | None]:
    """What one of the choices means."""
    list_pk, _, dossier_pk = chosen.partition("-")
    shortlist = next(each for each, _ in lists if str(each.pk) == list_pk)
    entries = {str(each.dossier_id): each for each in shortlist.entries.all()}
    return shortlist, entries[dossier_pk].dossier if dossier_pk else None
