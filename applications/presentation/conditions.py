"""What becomes required by what was filled in elsewhere: 填了……的须提交."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of ``required_when``: a figure above zero, or a field's answer.

    ``why`` says it to the applicant, as in 填了知识产权数量.
    """

    why: str
    metrics: tuple[str, ...] = ()
    field: str = ""
    among: tuple[str, ...] = ()

    def holds(self, document: Mapping[str, Any]) -> bool:
        if self.field:
            return document.get("profile", {}).get(self.field) in self.among
        stated = document.get("metrics", {})
        return any(_above_zero(stated.get(id)) for id in self.metrics)


def conditions_of(data: Mapping[str, Any]) -> tuple[Condition, ...]:
    """As form.toml states them for a field or a kind of attachment."""
    return tuple(
        Condition(
            why=each["why"],
            metrics=tuple(each.get("metrics", ())),
            field=each.get("field", ""),
            among=tuple(each.get("among", ())),
        )
        for each in data.get("required_when", ())
    )


def why_required(conditions: tuple[Condition, ...], document: Mapping[str, Any]) -> str:
    """The first reason that holds; empty where none does."""
    return next((each.why for each in conditions if each.holds(document)), "")


def _above_zero(value: Any) -> bool:
    try:
        return Decimal(str(value)) > 0
    except InvalidOperation:
        return False
