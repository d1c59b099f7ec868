"""What is wrong with forms, as a list that links to the controls."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet

register = template.Library()

Forms = BaseForm | BaseFormSet | Iterable["Forms"] | None


@dataclass(frozen=True)
class Problem:
    text: str
    target: str


@register.filter
def problems(forms: Forms) -> list[Problem]:
    """Every error of a form, a formset or a list of them, in the order asked."""
    return list(_problems(forms))


def _problems(forms: Forms) -> Iterator[Problem]:
    if isinstance(forms, BaseForm):
        yield from _of_form(forms)
    elif isinstance(forms, BaseFormSet):
        yield from (Problem(text, "") for text in forms.non_form_errors())
        yield from _problems(forms.forms)
    else:
        for each in forms or ():
            yield from _problems(each)


def _of_form(form: BaseForm) -> Iterator[Problem]:
    yield from (Problem(text, "") for text in form.non_field_errors())
    for field in form:
        target = f"{field.auto_id}_group" if field.use_fieldset else field.id_for_label
        for text in field.errors:
            yield Problem(f"“{field.label}”：{text}", target)
