"""How city staff, experts, officials and administrators get an account."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from portal.audit import record
from portal.models import Invitation, User
from portal.models.invitation import new_token

VALID_FOR = timedelta(days=14)


class MayNotInvite(Exception):
    """This person may not invite for this role or province."""


class EmailTaken(Exception):
    """Somebody has an account under this address, perhaps since this very moment."""


class AlreadyInvited(Exception):
    """This account has its invitation, perhaps since this very moment."""


class InvitationIsUsed(Exception):
    """The invitation was accepted before, or its time is over."""


def roles_invited_by(user: User) -> tuple[User.Role, ...]:
    """The roles for which ``user`` may send invitations."""
    if user.is_official:
        return User.OFFICIALS_INVITE
    if user.role == User.Role.SYSTEM:
        return tuple(role for role in User.Role if role != User.Role.ENTERPRISE)
    return ()


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: str,
    province: str = "",
    city: str = "",
    by: User,
    at: datetime,
) -> Invitation:
    """An account without a password, and the link by which its owner sets one.

    Raises MayNotInvite or EmailTaken.
    """
    if role not in roles_invited_by(by) or (by.is_official and province != by.province):
        raise MayNotInvite
    return issue(
        email=email, name=name, role=role, province=province, city=city, by=by, at=at
    )


@transaction.atomic
def issue(
    *,
    email: str,
    name: str,
    role: str,
    province: str = "",
    city: str = "",
    by: User,
    at: datetime,
) -> Invitation:
    """As ``invite``, where the caller has made sure that ``by`` may; EmailTaken."""
    user = open_account(email=email, name=name, role=role, province=province, city=city)
    return send(user=user, by=by, at=at)


@transaction.atomic
def open_account(
    *, email: str, name: str, role: str, province: str = "", city: str = ""
) -> User:
    """An account into which nobody gets before its invitation; EmailTaken."""
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email=email, name=name, role=role, province=province, city=city
            )
    except IntegrityError:
        if User.objects.filter(email__iexact=email).exists():
            raise EmailTaken from None
        raise


@transaction.atomic
def send(*, user: User, by: User, at: datetime) -> Invitation:
    """The link for an account without a password; AlreadyInvited."""
    invitation, is_new = Invitation.objects.get_or_create(
        user=user,
        defaults={"invited_by": by, "invited_at": at, "expires_at": at + VALID_FOR},
    )
    if not is_new:
        raise AlreadyInvited
    record(by=by, action="invitation.sent", subject=user, role=user.role)
    return invitation


@transaction.atomic
def renew(*, invitation: Invitation, by: User, at: datetime) -> None:
    """A fresh link for who has not used theirs; the old one no longer opens."""
    moved = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        token=new_token(), expires_at=at + VALID_FOR
    )
    if not moved:
        raise InvitationIsUsed
    record(by=by, action="invitation.renewed", subject=invitation.user)


@transaction.atomic
def accept(*, invitation: Invitation, password: str, at: datetime) -> User:
    """Set the password; raises InvitationIsUsed if another request was first.

    So it is where the link was renewed meanwhile: the one that was followed is void.
    """
    usable = Invitation.objects.usable(at).filter(
        pk=invitation.pk, token=invitation.token
    )
    if not usable.update(accepted_at=at):
        raise InvitationIsUsed
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    record(by=user, action="invitation.accepted", subject=user)
    return user


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User) -> None:
    """Close or reopen an account; its sessions end with the next request."""
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    action = "account.enabled" if is_active else "account.disabled"
    record(by=by, action=action, subject=user)
