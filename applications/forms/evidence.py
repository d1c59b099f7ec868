"""Evidence: which files are taken, and for which section or clause."""

import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import magic
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from applications.forms.controls import EntryField
from portal import rules
from portal.rules.entry import odd_character

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: ending -> (type as served, what its content may be recognised as)
TYPES = {
    "pdf": ("application/pdf", {"application/pdf"}),
    "jpg": ("image/jpeg", {"image/jpeg"}),
    "jpeg": ("image/jpeg", {"image/jpeg"}),
    "png": ("image/png", {"image/png"}),
    "xlsx": (SHEET, {SHEET, "application/zip", "application/octet-stream"}),
    "docx": (WORD, {WORD, "application/zip", "application/octet-stream"}),
}
#: What an Office file must hold inside.
PARTS = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
TAKEN = "可上传 pdf、jpg、png、xlsx、docx，每个不超过 20 MB。"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept, under a name that is safe to print."""

    file: UploadedFile
    name: str
    content_type: str


def checked(file: UploadedFile) -> Checked:
    """The file, if its ending, size and content agree; ValidationError in Chinese."""
    name = safe_name(file.name or "")
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending not in TYPES:
        raise ValidationError(f"“{name}”的类型不能上传。{TAKEN}请转换后再上传。")
    if not file.size:
        raise ValidationError(f"“{name}”是空文件（0 字节）。请检查后重新选择。")
    if file.size > MOST_BYTES:
        size = f"{file.size / 1024 / 1024:.1f} MB"
        raise ValidationError(f"“{name}”为 {size}，超过 20 MB。请压缩或拆分后再上传。")
    content_type, contents = TYPES[ending]
    file.seek(0)
    seen = magic.from_buffer(file.read(8192), mime=True)
    if seen not in contents or not _holds(file, ending):
        raise ValidationError(
            f"“{name}”的内容不是 {ending} 文件。请用原软件另存为 {ending} 后再上传。"
        )
    file.seek(0)
    return Checked(file, name, content_type)


def _holds(file: UploadedFile, ending: str) -> bool:
    """Whether an Office file has its main part, and no macro."""
    if ending not in PARTS:
        return True
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return PARTS[ending] in names and not any("vbaProject" in each for each in names)


def safe_name(raw: str) -> str:
    """The last part of the name as typed, without what cannot be seen; cut to fit."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(each for each in name if not odd_character(each)).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME] or "未命名"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or '未命名'}.{ending}"


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, as they came."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return list(data or ())


class EvidenceForm(forms.Form):
    """Files for one place: a section, one of its clauses, or a kind of attachment."""

    def __init__(
        self,
        slot: str,
        *args: Any,
        clauses: Iterable[rules.Clause] = (),
        label: str = "选择文件",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"file-{slot}", **kwargs)
        self.slot = slot
        accept = ",".join(f".{ending}" for ending in TYPES)
        self.fields["files"] = ManyFilesField(
            label=label,
            required=False,
            widget=ManyFilesInput({"accept": accept}),
        )
        self.fields["pages"] = EntryField(
            partial(rules.plain_text, limit=60),
            label="相关页码",
            required=False,
            widget=forms.TextInput({"placeholder": "例如 3-5"}),
        )
        choices = [("", "整节"), *((each.id, _short(each)) for each in clauses)]
        if len(choices) > 1:
            self.fields["clause"] = forms.ChoiceField(
                label="证明哪一条", choices=choices, required=False
            )

    def clean_files(self) -> list[Checked]:
        """Those that may be kept; the others' reasons become the field's errors."""
        kept = []
        for file in self.cleaned_data["files"]:
            try:
                kept.append(checked(file))
            except ValidationError as error:
                self.add_error("files", error)
        return kept


def _short(clause: rules.Clause) -> str:
    return clause.text if len(clause.text) <= 40 else f"{clause.text[:40]}……"
