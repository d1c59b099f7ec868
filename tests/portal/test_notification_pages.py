"""The list of what one is told, its reading, and the choice of ways."""

import pytest
from django.urls import reverse

from portal.models import AuditEntry, NewsChoice, Notification, Topic, User
from portal.news_choices import TOPICS
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

LIST = "portal:notifications"
CHOICES = "portal:notification_choices"


def make_news(person, title="示例", **fields):
    number = Notification.objects.count()
    return Notification.objects.create(
        person=person, source=f"示例:{number}", topic=Topic.FILING, title=title,
        text=f"{title}的内容。", url="/guides/", made_at=NOW, **fields,
    )  # fmt: skip


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


def test_one_sees_ones_own_newest_first_and_nobody_elses(client, person):
    make_news(person, "先来")
    make_news(person, "后到")
    make_news(make_user(), "别人的")
    page = client.get(reverse(LIST)).text
    assert page.index("后到") < page.index("先来")
    assert "别人的" not in page


def test_the_head_counts_what_is_unread(client, person):
    assert "条未读" not in client.get(reverse(LIST)).text
    make_news(person)
    make_news(person)
    make_news(person, read_at=NOW)
    make_news(make_user())
    page = client.get(reverse("applications:guides")).text
    assert '<span class="p-count">2<span class="p-sr"> 条未读</span>' in page


def test_who_is_not_signed_in_has_no_news(client):
    assert "p-count" not in client.get(reverse("applications:guides")).text


def test_reading_one_leads_to_its_thing_or_back(client, person):
    first, second = make_news(person, "甲"), make_news(person, "乙")
    read = [reverse("portal:notification_read", args=[n.pk]) for n in (first, second)]
    assert client.post(read[0], {"go": "1"}).url == "/guides/"
    assert client.post(read[1], {"show": "unread"}).url.endswith("?show=unread")
    assert not Notification.objects.unread().exists()


def test_reading_twice_keeps_the_first_instant(client, person):
    news = make_news(person, read_at=NOW)
    client.post(reverse("portal:notification_read", args=[news.pk]))
    news.refresh_from_db()
    assert news.read_at == NOW


def test_nobody_reads_anothers(client, person):
    other = make_news(make_user())
    url = reverse("portal:notification_read", args=[other.pk])
    assert client.post(url).status_code == 404
    client.post(reverse("portal:notifications_read"))
    other.refresh_from_db()
    assert other.read_at is None


def test_all_are_read_but_what_came_after_the_page(client, person):
    shown, later = make_news(person, "甲"), make_news(person, "乙")
    client.post(reverse("portal:notifications_read"), {"upto": str(shown.pk)})
    assert list(Notification.objects.unread()) == [later]


def test_the_unread_alone_and_the_empty_lists(client, person):
    assert "还没有通知" in client.get(reverse(LIST)).text
    make_news(person, "旧的", read_at=NOW)
    page = client.get(reverse(LIST), {"show": "unread"}).text
    assert "没有未读的通知" in page
    assert "旧的" not in page


def test_many_are_turned_over(client, person):
    for number in range(31):
        make_news(person, f"第{number}条")
    assert "第0条" not in client.get(reverse(LIST)).text
    page = client.get(reverse(LIST), {"page": "2"}).text
    assert "第0条" in page
    assert 'name="upto"' not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, person, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_news(person)
    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(reverse(LIST))


def test_what_stands_in_the_boxes_is_what_is_usual(client, person):
    form = client.get(reverse(CHOICES)).context["form"]
    assert form["filing-email"].value() is True
    assert form["filing-sms"].value() is False
    assert form["deadline-sms"].value() is True


def test_a_choice_is_kept_with_the_number(client, person):
    given = {"phone": "13912345678", "filing-sms": "on", "deadline-email": "on"}
    page = client.post(reverse(CHOICES), given, follow=True)
    assert "通知设置已保存" in page.text
    person.refresh_from_db()
    assert person.phone == "13912345678"
    rows = NewsChoice.objects.filter(person=person)
    chosen = {row.topic: (row.email, row.sms) for row in rows}
    assert chosen["filing"] == (False, True)
    assert chosen["deadline"] == (True, False)
    assert chosen["round"] == (False, False)
    [entry] = AuditEntry.objects.filter(action="account.phone_changed")
    assert "139" not in str(entry.detail)


@pytest.mark.parametrize("phone", ["1391234567", "12912345678", "0431-8123456", "一"])
def test_a_number_that_is_none_is_refused_with_the_remedy(client, person, phone):
    page = client.post(reverse(CHOICES), {"phone": phone})
    assert "应为 11 位大陆手机号" in page.text
    assert not NewsChoice.objects.exists()


def test_each_role_chooses_among_what_comes_to_it(client):
    for role in User.Role:
        client.force_login(make_user(role))
        rows = client.get(reverse(CHOICES)).context["rows"]
        expected = [topic.label for topic in TOPICS.get(role, ())]
        assert [label for label, _ in rows] == expected
