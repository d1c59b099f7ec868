"""Marks by dossier and expert, as the statistics of ``portal.rules`` take them."""

from collections.abc import Iterable

from portal import rules


def ratings_of(sheets: Iterable[rules.Sheet]) -> dict[str, dict[str, float]]:
    """Each expert's total under each dossier's number, both in their order."""
    ratings: dict[str, dict[str, float]] = {}
    for sheet in sorted(sheets, key=lambda each: (each.dossier, each.reviewer)):
        mark = float(rules.mark_of(sheet.points))
        ratings.setdefault(sheet.dossier, {})[sheet.reviewer] = mark
    return ratings
