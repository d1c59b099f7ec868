"""Which experts know the industry of which dossier."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from applications.models import Dossier
from portal.guides.knowing import areas_of_fields, areas_of_industry
from scoring.models import Expert

Key = TypeVar("Key")


def industries_of(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """What each states as its industry, "" where none; one query, no document read."""
    rows = Dossier.objects.filter(pk__in=[each.pk for each in dossiers]).order_by()
    said = rows.values_list("pk", "document__profile__industry")
    return {pk: industry if isinstance(industry, str) else "" for pk, industry in said}


def fitting_pairs(
    industries: Mapping[Key, str], experts: Iterable[Expert]
) -> frozenset[tuple[Key, int]]:
    """(dossier, expert) that have an area in common, or what else states one."""
    known = {expert.pk: areas_of_fields(expert.fields) for expert in experts}
    areas = {industry: areas_of_industry(industry) for industry in industries.values()}
    who = {
        industry: [pk for pk, mine in known.items() if mine & wanted]
        for industry, wanted in areas.items()
    }
    return frozenset(
        (dossier, expert)
        for dossier, industry in industries.items()
        for expert in who[industry]
    )
