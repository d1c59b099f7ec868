"""The expert pool: who comes in, what changes, which ties are known."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from applications.models import Enterprise
from portal import invitations
from portal.audit import record
from portal.models import User
from scoring.models import Conflict, Expert

LETTER = "Z"
#: How often a code is drawn anew when another official took it in the same moment.
TRIES = 5


class AlreadyKnown(Exception):
    """This tie was declared before."""


@transaction.atomic
def add(
    *,
    email: str,
    name: str,
    employer: str,
    employer_code: str = "",
    title: str = "",
    fields: Sequence[str] = (),
    city: str = "",
    years: int | None = None,
    is_inviting: bool = True,
    by: User,
    at: datetime,
) -> Expert:
    """An account with a place in the pool, and the invitation to it, now or later.

    Raises invitations.MayNotInvite or EmailTaken.
    """
    if User.Role.EXPERT not in invitations.roles_invited_by(by):
        raise invitations.MayNotInvite
    user = invitations.open_account(
        email=email, name=name, role=User.Role.EXPERT, province=by.province
    )
    if is_inviting:
        invitations.send(user=user, by=by, at=at)
    expert = _coded(
        Expert(
            user=user,
            province=by.province,
            employer=employer,
            employer_code=employer_code,
            title=title,
            fields=list(fields),
            city=city,
            years=years,
        )
    )
    record(by=by, action="expert.added", subject=expert, employer=employer)
    return expert


def _coded(expert: Expert) -> Expert:
    """Saved under the next free code: Z001, Z002 …"""
    for attempt in range(TRIES):
        expert.code = f"{LETTER}{_last_number() + 1 + attempt:03d}"
        try:
            with transaction.atomic():
                expert.save(force_insert=True)
        except IntegrityError:
            continue
        return expert
    raise RuntimeError("no free code")


def _last_number() -> int:
    """Of two codes the longer has the higher number."""
    codes = Expert.objects.filter(code__regex=rf"^{LETTER}[0-9]+$")
    last = codes.order_by(Length("code").desc(), "-code").first()
    return int(last.code.removeprefix(LETTER)) if last else 0


@transaction.atomic
def invite(*, expert: Expert, by: User, at: datetime) -> None:
    """The link for who came in without one; raises invitations.AlreadyInvited."""
    if expert.user.has_usable_password():
        raise invitations.AlreadyInvited
    invitations.send(user=expert.user, by=by, at=at)


@transaction.atomic
def edit(
    *,
    expert: Expert,
    name: str,
    employer: str,
    employer_code: str,
    title: str,
    fields: Sequence[str],
    city: str,
    years: int | None,
    is_available: bool,
    by: User,
) -> None:
    """Correct an entry; the audit log keeps what each value was and became."""
    new = {
        "employer": employer,
        "employer_code": employer_code,
        "title": title,
        "fields": list(fields),
        "city": city,
        "years": years,
        "is_available": is_available,
    }
    current = Expert.objects.select_for_update().get(pk=expert.pk)
    changes = {
        key: [getattr(current, key), value]
        for key, value in new.items()
        if getattr(current, key) != value
    }
    if name != expert.user.name:
        changes["name"] = [expert.user.name, name]
        User.objects.filter(pk=expert.user_id).update(name=name)
    if changes:
        Expert.objects.filter(pk=expert.pk).update(**new)
        record(by=by, action="expert.edited", subject=expert, changes=changes)


@transaction.atomic
def add_conflict(
    *, expert: Expert, enterprise: Enterprise, reason: str, by: User, at: datetime
) -> Conflict:
    """Enter a tie that the expert declared outside a review; AlreadyKnown."""
    conflict, is_new = Conflict.objects.get_or_create(
        expert=expert,
        enterprise=enterprise,
        defaults={"reason": reason, "declared_at": at},
    )
    if not is_new:
        raise AlreadyKnown
    record(
        by=by,
        action="expert.conflict_added",
        subject=expert,
        enterprise=enterprise.name,
        reason=reason,
    )
    return conflict


@transaction.atomic
def remove_conflict(*, conflict: Conflict, reason: str, by: User) -> None:
    """Take out a tie that has ended or was entered by mistake."""
    removed, _ = Conflict.objects.filter(pk=conflict.pk).delete()
    if not removed:
        return  # another window was first
    record(
        by=by,
        action="expert.conflict_removed",
        subject=conflict.expert,
        enterprise=conflict.enterprise.name,
        declared=conflict.reason,
        reason=reason,
    )
