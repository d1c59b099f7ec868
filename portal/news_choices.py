"""By which ways somebody wants to be told of what."""

from collections.abc import Mapping

from django.db import transaction

from portal.audit import record
from portal.models import NewsChoice, Topic, User

Role = User.Role

_FILERS = (Topic.FILING, Topic.CORRECTION, Topic.DEADLINE, Topic.TALK, Topic.ROUND)
#: The kinds of news that come to a role at all.
TOPICS: dict[str, tuple[Topic, ...]] = {
    Role.ENTERPRISE: (*_FILERS, Topic.RESULT, Topic.COLLEAGUE),
    Role.CITY: _FILERS,
    Role.OFFICIAL: (Topic.FILING, Topic.TALK, Topic.REVIEW, Topic.RESULT),
    Role.EXPERT: (Topic.REVIEW,),
}


def topics_of(user: User) -> tuple[Topic, ...]:
    return TOPICS.get(user.role, ())


@transaction.atomic
def choose(
    *, user: User, phone: str, choices: Mapping[Topic, tuple[bool, bool]]
) -> None:
    """Keep the number and, for each kind of news, (mail, SMS)."""
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if held.phone != phone:
        User.objects.filter(pk=user.pk).update(phone=phone)
        record(by=user, action="account.phone_changed", subject=user)
    for topic, (email, sms) in choices.items():
        NewsChoice.objects.update_or_create(
            person=user, topic=topic, defaults={"email": email, "sms": sms}
        )
