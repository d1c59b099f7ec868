"""The form of a round's 分档说明: a text field an indicator, a line a range."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms

from applications.facts import table_of
from applications.forms.controls import EntryField
from applications.models import Round
from portal import rules
from portal.rules.anchors import Anchors, anchors_text, typed_anchors


class AnchorsForm(forms.Form):
    """``shown`` stands in the fields until something was typed."""

    def __init__(
        self, *args: Any, round: Round, shown: Mapping[str, Anchors], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = [each for each in table_of(round).indicators if each.weight]
        for leaf in self.leaves:
            self.fields[leaf.code] = EntryField(
                partial(typed_anchors, weight=leaf.weight),
                label=f"{leaf.code} {leaf.label}（{rules.plain(leaf.weight)} 分）",
                required=False,
                initial=anchors_text(shown.get(leaf.code, ())),
                widget=forms.Textarea({"rows": 2}),
            )

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Under their first-level headings, in the table's order."""
        for group in dict.fromkeys(leaf.group for leaf in self.leaves):
            yield group, [self[i.code] for i in self.leaves if i.group == group]

    def anchors(self) -> dict[str, Anchors]:
        return {code: found for code, found in self.cleaned_data.items() if found}
