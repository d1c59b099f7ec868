"""Repeated rows: industries, domains, parks and cases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from applications.forms.controls import as_stated, as_text, field_for
from applications.presentation import Section

MOST_ROWS = 100
NOUNS = {"industries": "行业", "domains": "领域", "parks": "园区", "cases": "案例"}
LISTS = {"industries": "industries", "domains": "domains"}


class RowForm(forms.Form):
    """One row; a row in which nothing is typed is none."""

    section: Section

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.section
        for asked in section.columns or section.row_metrics:
            field = self.fields[asked.id] = field_for(asked, compact=True)
            if asked.id == "name":
                field.widget.attrs["list"] = LISTS.get(section.rows, "")

    @property
    def shown(self) -> list[forms.BoundField]:
        """Its controls, without the mark that the row is to go."""
        return [bound for bound in self if bound.name != "DELETE"]

    @property
    def is_blank(self) -> bool:
        return not any(str(each.data or "").strip() for each in self.shown)

    def clean_name(self) -> str:
        """Every row has one: rows are counted, and reports speak of them by name."""
        name = self.cleaned_data["name"]
        if name is None and not self.is_blank:
            raise ValidationError("没有填写。请填写本行的名称，或删除这一行。")
        return name


class RowsForm(BaseFormSet):
    """The rows of one scope; adds ``values`` and ``unread`` as the other forms have."""

    deletion_widget = forms.HiddenInput
    default_error_messages = {
        "missing_management_form": "提交的内容不完整，本表没有保存。请刷新后再试。",
        "too_many_forms": f"最多 {MOST_ROWS} 行。请合并或删除多余的行。",
    }
    section: Section

    @property
    def noun(self) -> str:
        return NOUNS[self.prefix]

    @property
    def kept(self) -> list[RowForm]:
        """The rows that are to stay."""
        return [
            form
            for form in self.forms
            if not form.is_blank and not self._should_delete_form(form)
        ]

    def clean(self) -> None:
        seen: dict[str, int] = {}
        for number, form in enumerate(self.kept, start=1):
            name = form.cleaned_data.get("name")
            if name in seen and self.prefix != "cases":
                rule = f"与第 {seen[name]} 行重复，同一{self.noun}只填一行"
                form.add_error("name", f"{rule}。请合并或改名。")
            elif name:
                seen[name] = number

    def values(self) -> dict[str, Any]:
        """All rows; nothing at all where the post was cut short."""
        if not self.management_form.is_valid():
            return {}
        return {self.prefix: [self._row(form) for form in self.kept]}

    def _row(self, form: RowForm) -> dict[str, Any]:
        read = {
            name: as_stated(form.cleaned_data.get(name))
            for name in form.fields
            if name != "DELETE"
        }
        return {name: value for name, value in read.items() if value is not None}

    def unread(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Under the number that the row has once the others are gone."""
        if len(self.kept) > MOST_ROWS:
            yield f"{self.prefix}-rows", {"label": "行数", "raw": str(len(self.kept))}
        for index, form in enumerate(self.kept):
            for name in form.errors:
                label = f"{self.noun} {index + 1}：{form.fields[name].label}"
                raw = str(form[name].data or "").replace("\x00", "")
                yield f"{self.prefix}-{index}-{name}", {"label": label, "raw": raw}


def rows_form(section: Section, data: Mapping[str, Any], blank: int = 0) -> RowsForm:
    """The rows that were posted, and ``blank`` empty ones after them."""
    row = type("RowForm", (RowForm,), {"section": section})
    kind = formset_factory(
        row,
        formset=RowsForm,
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=2 * MOST_ROWS,
        validate_max=True,
    )
    kind.section = section
    if blank:
        data = data.copy()
        total = f"{section.rows}-TOTAL_FORMS"
        data[total] = str(int(data.get(total) or 0) + blank)
    return kind(data, prefix=section.rows)


def rows_data(section: Section, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Rows of the document as a browser would post them."""
    data = {
        f"{section.rows}-TOTAL_FORMS": str(len(rows)),
        f"{section.rows}-INITIAL_FORMS": "0",
    }
    for index, row in enumerate(rows):
        for asked in section.columns or section.row_metrics:
            name = f"{section.rows}-{index}-{asked.id}"
            data[name] = as_text(asked, row.get(asked.id))
    return data
