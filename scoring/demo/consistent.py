"""Figures of a sample dossier that do not contradict each other."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal import rules
from portal.rules.vocabulary import Percent

Document = dict[str, Any]
Figures = dict[str, Any]

#: A part and the whole that it cannot exceed.
PARTS = (
    ("networked_devices", "digital_devices"),
    ("digital_devices", "enterprise_devices"),
    ("connected_devices", "enterprise_devices"),
    ("manageable_devices", "enterprise_devices"),
    ("connected_device_kinds", "connected_devices"),
    ("manageable_device_kinds", "manageable_devices"),
    ("mechanism_model_kinds", "mechanism_models"),
    ("mechanism_models", "industrial_models"),
    ("industrial_app_kinds", "industrial_apps"),
    ("cloud_software_kinds", "cloud_software"),
    ("cloud_migrated_software_kinds", "cloud_software"),
    ("served_smes", "served_enterprises"),
    ("served_park_enterprises", "served_enterprises"),
    ("served_park_enterprises", "park_enterprises_above_scale"),
    ("park_enterprises_above_scale", "park_enterprises"),
    ("third_party_developers", "platform_developers"),
    ("sdk_developers", "platform_developers"),
)
#: What the rows state, by scope, and the figure of the whole platform that holds it.
COLUMNS = (
    ("industries", "connected_devices", "connected_devices"),
    ("industries", "collection_points", "collection_points"),
    ("industries", "industrial_models", "industrial_models"),
    ("industries", "industrial_apps", "industrial_apps"),
    ("industries", "enterprise_users", "served_enterprises"),
    ("industries", "benchmark_cases", "benchmark_cases"),
    ("domains", "mechanism_models", "mechanism_models"),
    ("domains", "industrial_apps", "industrial_apps"),
    ("domains", "benchmark_cases", "benchmark_cases"),
    ("parks", "benchmark_cases", "benchmark_cases"),
)
#: From so many people and so much revenue (万元) on, an enterprise is of this size.
SIZES = (("大型", 1000, 40000), ("中型", 300, 2000), ("小型", 20, 300))
Shares = list[tuple[str, str, Decimal]]


def reconcile(document: Document, shares: Shares) -> None:
    """Raise wholes to their parts, and parts to the ``shares`` that clauses ask for."""
    figures = document["metrics"]
    for _ in range(len(PARTS)):
        for scope, column, whole in COLUMNS:
            _raise(figures, whole, _sum(document, scope, column))
        for part, whole in PARTS:
            _raise(figures, whole, figures.get(part, 0))
        for part, whole, share in shares:
            wanted = int(figures[whole] * share / 100) + 1
            _raise(figures, part, min(wanted, figures[whole]))
    _business(document)


def settle(document: Document) -> None:
    """Lower parts to wholes that were lowered."""
    figures = document["metrics"]
    for part, whole in reversed(PARTS):
        if part in figures and whole in figures:
            figures[part] = min(figures[part], figures[whole])
    for scope, column, whole in COLUMNS:
        total = _sum(document, scope, column)
        if whole in figures and total > figures[whole]:
            for row in document[scope]:
                row[column] = row[column] * figures[whole] // total


def _raise(figures: Figures, name: str, least: int) -> None:
    if name in figures:
        figures[name] = max(figures[name], least)


def _sum(document: Document, scope: str, column: str) -> int:
    return sum(row.get(column, 0) for row in document[scope])


def _business(document: Document) -> None:
    """Money and people: the platform is a part of the enterprise."""
    figures, profile = document["metrics"], document["profile"]
    people = max(profile["employees"], int(figures.get("staff", 0)) * 3 // 2)
    platform = Decimal(figures.get("annual_platform_revenue", 0))
    invested = Decimal(figures.get("platform_investment", 0))
    stated = Decimal(profile["operating_revenue"])
    revenue = max(stated, platform * 2, Decimal(people * 25))
    assets = max(revenue * Decimal("1.2"), invested * 2)
    intensity = Decimal(figures.get("rd_intensity", 5))
    profile |= {
        "employees": people,
        "operating_revenue": _money(revenue),
        "total_assets": _money(assets),
        "rd_expense": _money(revenue * intensity / 100),
        "registered_capital": _money(assets / 5),
        "size_class": _size(people, revenue),
    }


def _size(people: int, revenue: Decimal) -> str:
    return next(
        (size for size, least, money in SIZES if people >= least and revenue >= money),
        "微型",
    )


def _money(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def shares_of(words: rules.Vocabulary, bounds: Figures, figures: Figures) -> Shares:
    """Part, whole and the percentage that a clause asks of the two."""
    found = (
        (metric.derived.first, metric.derived.second, bounds.get(metric.id, Decimal(9)))
        for metric in words.derived.values()
        if isinstance(metric.derived, Percent)
    )
    return [each for each in found if each[0] in figures and each[1] in figures]
