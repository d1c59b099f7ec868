"""A query that was made ready answers as the ORM does, whoever asks."""

from datetime import date, timedelta

import pytest
from django.db.models import Q

from portal.models import User
from portal.statements import Ready, ReadyObjects
from scoring.models import Absence
from tests.factories import NOW, make_expert, make_user

pytestmark = pytest.mark.django_db
A_DAY, AN_EXPERT = date.min, -1


def on(day, expert):
    """The day is asked for three times."""
    rows = Absence.objects.filter(Q(ends_on__gte=day) | Q(starts_on=day))
    return rows.filter(starts_on__lte=day, expert=expert).values_list("reason")


def test_a_mark_stands_for_all_its_places():
    experts = [make_expert() for _ in range(2)]
    today = NOW.date()
    for n, expert in enumerate(experts):
        Absence.objects.create(
            expert=expert, starts_on=today, ends_on=today + timedelta(days=n),
            reason=f"示例{n}", entered_by=expert.user, entered_at=NOW,
        )  # fmt: skip
    ready = Ready(lambda: on(A_DAY, AN_EXPERT), A_DAY, AN_EXPERT)

    for day in (today, today + timedelta(days=1)):
        for expert in experts:
            found = [tuple(row) for row in ready.rows(day, expert.pk)]
            assert found == list(on(day, expert))


def test_objects_come_with_what_is_selected_beside_them(django_assert_num_queries):
    expert = make_expert()
    rows = type(expert).objects.filter(pk=AN_EXPERT).select_related("user")
    ready = ReadyObjects(lambda: rows, AN_EXPERT)

    with django_assert_num_queries(1):
        [found] = ready.all(expert.pk)
        assert (found, found.user.email) == (expert, expert.user.email)


def test_a_mark_that_the_query_lacks_is_refused():
    make_user()
    ready = Ready(lambda: User.objects.filter(pk=1).values_list("pk"), AN_EXPERT)

    with pytest.raises(ValueError, match="no parameter -1"):
        ready.rows(2)
