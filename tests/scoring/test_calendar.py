"""One's deadlines as a calendar: whose, which, until when, and only by its address."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from applications.models import CalendarFeed, Dossier, RecommendationTerm, Round
from portal.models import AuditEntry, User
from scoring.models import Shortlist
from tests.factories import make_dossier, make_round, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("scoring:calendar")
RENEW = reverse("scoring:calendar_renew")
Role = User.Role


def running(**fields):
    """A round that takes dossiers now."""
    now = timezone.now().replace(microsecond=0)
    dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    return make_round(**{**dates, **fields})


def address(client, user):
    client.force_login(user)
    client.post(RENEW)
    found = client.get(PAGE).context["url"]
    client.logout()
    return found


def events(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_draft_brings_the_closing_of_its_round(client):
    owner = make_user()
    dossier = make_dossier(owner, round=running())
    [event] = events(client, address(client, owner))

    assert event.decoded("dtstart") == dossier.round.closes_at
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert event["summary"].startswith(f"申报截止：{dossier.round.title}")
    assert event["url"].endswith(dossier.get_absolute_url())
    assert abs(event.decoded("dtstamp") - timezone.now()) < timedelta(minutes=1)
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-1)


def test_an_event_that_is_moved_keeps_its_name(client):
    owner = make_user()
    dossier = make_dossier(owner, round=running())
    url = address(client, owner)
    [before] = events(client, url)
    later = dossier.round.closes_at + timedelta(days=3)
    Round.objects.filter(pk=dossier.round.pk).update(closes_at=later)
    [after] = events(client, url)

    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == later


def test_what_was_handed_in_or_is_over_is_not_there(client):
    owner, now = make_user(), timezone.now()
    round = running()
    make_dossier(owner, round=round, status=Dossier.Status.SUBMITTED)
    over = running(closes_at=now - timedelta(minutes=1))
    make_dossier(owner, round=over, kind="regional")
    make_dossier(
        owner, round=over, kind="industry", status=Dossier.Status.RETURNED,
        correction_due=now - timedelta(minutes=1),
    )  # fmt: skip

    assert not events(client, address(client, owner))


def test_a_correction_is_due(client):
    owner, due = make_user(), timezone.now().replace(microsecond=0) + timedelta(days=3)
    make_dossier(
        owner, round=running(), status=Dossier.Status.RETURNED, correction_due=due
    )
    [event] = events(client, address(client, owner))

    assert event["summary"].startswith("补正期限：")
    assert event.decoded("dtstart") == due


def test_a_city_has_its_term_and_an_official_the_end_of_the_notice(client):
    due = timezone.now().replace(microsecond=0) + timedelta(days=4)
    RecommendationTerm.objects.create(round=running(), due_at=due)
    RecommendationTerm.objects.create(round=running(province="jiangsu"), due_at=due)
    [event] = events(client, address(client, make_user(Role.CITY)))
    assert event["summary"].startswith("市级报送期限：")
    assert event.decoded("dtstart") == due

    until = timezone.localdate() + timedelta(days=2)
    for province in ("jilin", "jiangsu"):
        round = running(province=province, status=Round.Status.PUBLISHED)
        for kind in round.kinds[:2]:
            published(round, kind, until)
    [event] = events(client, address(client, make_user(Role.OFFICIAL)))
    assert event["summary"].startswith("公示结束：")
    assert event.decoded("dtstart") == until
    assert type(event.decoded("dtstart")) is date
    assert event.decoded("dtend") == until + timedelta(days=1)


def published(round, kind, until):
    official, now = make_user(Role.OFFICIAL), timezone.now()
    return Shortlist.objects.create(
        round=round, kind=kind, cut="quota", quota=1, digest="0" * 64,
        state="published", drawn_up_by=official, drawn_up_at=now,
        published_by=official, published_at=now, notice_from=until, notice_until=until,
    )  # fmt: skip


def test_nobody_else_stands_in_it(client):
    owner, other = make_user(), make_user(name="别人")
    round = running()
    make_dossier(owner, round=round)
    theirs = make_dossier(other, round=round)
    found = client.get(address(client, owner)).content.decode().replace("\r\n ", "")

    assert theirs.enterprise.name not in found
    assert theirs.key not in found
    assert "别人" not in found
    assert found.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_subscribe_though_there_be_nothing(client, role):
    fields = {"province": "jilin", "city": "长春市"} if role in ("city",) else {}
    assert not events(client, address(client, make_user(role, **fields)))


def test_a_new_address_ends_the_old_one(client):
    owner = make_user()
    old = address(client, owner)
    new = address(client, owner)

    assert old != new
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["calendar.address_made", "calendar.address_renewed"]
    assert not AuditEntry.objects.filter(detail__icontains=new[-30:]).exists()


def test_a_closed_account_has_no_calendar(client):
    owner = make_user()
    url = address(client, owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert client.get(url).status_code == 404


def test_an_address_cannot_be_made_up_or_read_from_the_table(client):
    owner = make_user()
    url = address(client, owner)
    feed = CalendarFeed.objects.get()
    assert feed.secret not in url
    wrong = [
        url.replace(".ics", "x.ics"),
        url[:-5] + ("A" if url[-5] != "A" else "B") + ".ics",
        url.replace(f"/{feed.pk}-", f"/{feed.pk + 1}-"),
        reverse("scoring:calendar_feed", args=[feed.secret]),
        reverse("scoring:calendar_feed", args=[f"{10**12}-{'A' * 43}"]),
        reverse("scoring:calendar_feed", args=[f"{'9' * 12}-{'A' * 43}"]),
    ]

    assert [client.get(each).status_code for each in wrong] == [404] * len(wrong)


def test_no_cache_on_the_way_keeps_it(client):
    answer = client.get(address(client, make_user()))

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_page_asks_before_an_address_ends(client):
    owner = make_user()
    client.force_login(owner)
    assert "还没有订阅地址" in client.get(PAGE).text
    assert "原来的地址立即失效" not in client.get(RENEW).text
    client.post(RENEW)
    assert "原来的地址立即失效" in client.get(RENEW).text


def test_the_file_costs_the_same_for_one_and_for_three(client):
    owner = make_user()
    url = address(client, owner)
    spent = []
    for _ in range(3):
        make_dossier(owner, round=running())
        with CaptureQueriesContext(connection) as queries:
            events(client, url)
        spent.append(len(queries))

    assert spent == [3, 3, 3]  # the address, the dossiers, the defences
