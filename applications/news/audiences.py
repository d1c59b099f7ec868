"""Whom a line of the table means: people with an open account, by what they may see."""

from collections.abc import Callable, Iterable

from applications.models import Dossier
from applications.news.case import Case
from portal.models import User

Audience = Callable[[Case], Iterable[User]]

Role = User.Role
ACTIVE = User.objects.filter(is_active=True)


def firm(case: Case) -> Iterable[User]:
    """All of the enterprise."""
    return ACTIVE.filter(membership__enterprise=case.enterprise)


def city(case: Case) -> Iterable[User]:
    """The staff of the enterprise's city."""
    return _staff(Role.CITY, case).filter(city=case.enterprise.city)


def city_for_province(case: Case) -> Iterable[User]:
    """The city, where it was not its own deed."""
    return city(case) if _actor_is(case, Role.OFFICIAL) else ()


def city_written_to(case: Case) -> Iterable[User]:
    """The city, unless one of it wrote."""
    return () if _actor_is(case, Role.CITY) else city(case)


def firm_written_to(case: Case) -> Iterable[User]:
    """The enterprise, unless one of it wrote."""
    return () if _actor_is(case, Role.ENTERPRISE) else firm(case)


def officials_written_to(case: Case) -> Iterable[User]:
    """The province, unless one of it wrote; of a draft, too: it was asked."""
    return () if _actor_is(case, Role.OFFICIAL) else officials(case)


def named_city(case: Case) -> Iterable[User]:
    """The staff of the city that the entry names."""
    return _staff(Role.CITY, case).filter(city=case.detail.get("city"))


def cities(case: Case) -> Iterable[User]:
    """The staff of every city of the province."""
    return _staff(Role.CITY, case)


def officials(case: Case) -> Iterable[User]:
    """Those of the province."""
    return _staff(Role.OFFICIAL, case)


def firms_of_province(case: Case) -> Iterable[User]:
    """Whoever may file in this round."""
    return ACTIVE.filter(membership__enterprise__province=case.round.province)


def drafting(case: Case) -> Iterable[User]:
    """Whose enterprise has begun a dossier in this round and not handed it in."""
    drafts = Dossier.objects.filter(round=case.round, status=Dossier.Status.DRAFT)
    return ACTIVE.filter(membership__enterprise__in=drafts.values("enterprise"))


def named_colleague(case: Case) -> Iterable[User]:
    """The one person whom the entry names by address."""
    return firm(case).filter(email=case.detail.get("email", ""))


def _staff(role: str, case: Case) -> Iterable[User]:
    return ACTIVE.filter(role=role, province=case.round.province)


def _actor_is(case: Case, role: str) -> bool:
    return User.objects.filter(pk=case.entry.actor_id or 0, role=role).exists()
