"""Several people of one enterprise: who they are, and who may hand in for it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from applications import access
from applications.models import Enterprise, Membership
from portal import invitations
from portal.audit import record
from portal.models import Invitation, User


class NotYetIn(Exception):
    """This colleague has set no password yet, or the account is closed."""


class IsAdministrator(Exception):
    """The administrator stays in, and hands in: the office is handed over first."""


@transaction.atomic
def invite(
    *,
    enterprise: Enterprise,
    email: str,
    name: str,
    may_submit: bool,
    by: User,
    at: datetime,
) -> Invitation:
    """An account and the link to it; raises invitations.EmailTaken."""
    _hold(enterprise.pk, by)
    invitation = invitations.issue(
        email=email, name=name, role=User.Role.ENTERPRISE, by=by, at=at
    )
    Membership.objects.create(
        user=invitation.user, enterprise=enterprise, may_submit=may_submit
    )
    record(
        by=by,
        action="colleague.invited",
        subject=enterprise,
        name=name,
        email=email,
        may_submit=may_submit,
    )
    return invitation


@transaction.atomic
def let_submit(*, membership: Membership, may_submit: bool, by: User) -> None:
    """Give or take the right to hand in; raises IsAdministrator."""
    _hold(membership.enterprise_id, by)
    moved = Membership.objects.filter(pk=membership.pk, is_administrator=False).update(
        may_submit=may_submit
    )
    if not moved:
        raise IsAdministrator
    action = "colleague.may_submit" if may_submit else "colleague.may_not_submit"
    _record(action, membership, by)


@transaction.atomic
def set_active(*, membership: Membership, is_active: bool, by: User) -> None:
    """Close a colleague's account or open it again; raises IsAdministrator."""
    _hold(membership.enterprise_id, by)
    if membership.user_id == by.pk:
        raise IsAdministrator
    invitations.set_active(user=membership.user, is_active=is_active, by=by)


@transaction.atomic
def hand_over(*, membership: Membership, by: User) -> None:
    """Make this colleague the administrator; raises NotYetIn or IsAdministrator."""
    enterprise = _hold(membership.enterprise_id, by)
    if membership.user_id == by.pk:
        raise IsAdministrator
    if not (membership.user.is_active and membership.user.has_usable_password()):
        raise NotYetIn
    enterprise.memberships.filter(user=by).update(
        is_administrator=False, may_submit=True
    )
    enterprise.memberships.filter(pk=membership.pk).update(is_administrator=True)
    _record("colleague.made_administrator", membership, by)


def _hold(enterprise_id: int, by: User) -> Enterprise:
    """One change of its people at a time, and only by who is administrator now."""
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise_id)
    if not access.administers(by, enterprise):
        raise PermissionDenied
    return enterprise


def _record(action: str, membership: Membership, by: User) -> None:
    record(
        by=by,
        action=action,
        subject=membership.enterprise,
        name=membership.user.name,
        email=membership.user.email,
    )
