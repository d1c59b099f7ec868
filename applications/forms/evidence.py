"""Evidence: which files are taken, and for which section or clause."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from applications.forms.controls import EntryField
from portal import rules
from portal.files.answers import Accepted, Refused
from portal.files.checking import PAPERS, check, megabytes

LONGEST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept, and what the check made of it."""

    file: UploadedFile
    answer: Accepted


def taken(endings: Iterable[str] = PAPERS) -> str:
    """What may be uploaded here, in one sentence."""
    shown = "、".join(each for each in endings if each != "jpeg")
    return f"可上传 {shown}，每个不超过 {megabytes(settings.EVIDENCE_FILE_BYTES)}。"


def judged(file: UploadedFile, endings: Iterable[str]) -> Checked | Refused:
    """The file after the whole check; its content is read once."""
    most = settings.EVIDENCE_FILE_BYTES
    content = file.read(most + 1)
    file.seek(0)
    endings = tuple(endings)
    answer = check(file.name or "", content, endings=endings, most_bytes=most)
    return answer if isinstance(answer, Refused) else Checked(file, answer)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, as they came."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return list(data or ())


def pages_field() -> EntryField:
    return EntryField(
        partial(rules.plain_text, limit=LONGEST_PAGES),
        label="相关页码",
        required=False,
        widget=forms.TextInput({"placeholder": "例如 3-5"}),
    )


class EvidenceForm(forms.Form):
    """Files for one place: a section, one of its clauses, or a kind of attachment."""

    def __init__(
        self,
        slot: str,
        *args: Any,
        clauses: Iterable[rules.Clause] = (),
        label: str = "选择文件",
        endings: tuple[str, ...] = PAPERS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"file-{slot}", **kwargs)
        self.slot, self.endings = slot, endings
        self.refusals: list[Refused] = []
        accept = ",".join(f".{ending}" for ending in endings)
        self.fields["files"] = ManyFilesField(
            label=label,
            required=False,
            widget=ManyFilesInput({"accept": accept}),
        )
        self.fields["pages"] = pages_field()
        choices = [("", "整节"), *((each.id, _short(each)) for each in clauses)]
        if len(choices) > 1:
            self.fields["clause"] = forms.ChoiceField(
                label="证明哪一条", choices=choices, required=False
            )

    def clean_files(self) -> list[Checked]:
        """Those that may be kept; the others' reasons become the field's errors."""
        kept = []
        for file in self.cleaned_data["files"]:
            found = judged(file, self.endings)
            if isinstance(found, Checked):
                kept.append(found)
            else:
                self.refuse(found)
        return kept

    def refuse(self, refusal: Refused) -> None:
        self.refusals.append(refusal)
        self.add_error("files", refusal.message)


class ReferenceForm(forms.Form):
    """On which pages of a file the proof stands; changed after the upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pages"] = pages_field()
        self.fields["pages"].help_text = "例如 3-5 或 2、7；整份有关的可以不填。"


def _short(clause: rules.Clause) -> str:
    return clause.text if len(clause.text) <= 40 else f"{clause.text[:40]}……"
