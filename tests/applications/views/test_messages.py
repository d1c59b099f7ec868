"""Messages on a dossier: who asks and answers, once each, and who has read what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Dossier, DossierMessage, Round, VersionsAreKept
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_round, make_user

pytestmark = pytest.mark.django_db
Role = User.Role


@pytest.fixture
def owner():
    return make_user(name="示例填报人")


@pytest.fixture
def draft(owner):
    return make_dossier(owner)


@pytest.fixture
def city():
    return make_user(Role.CITY, name="示例市级经办")


@pytest.fixture
def official():
    return make_user(Role.OFFICIAL, name="示例省级经办")


def url(dossier):
    return reverse("applications:messages", args=[dossier.key])


def read(client, user, dossier):
    client.force_login(user)
    return client.get(url(dossier))


def write(client, user, dossier, text="请问这一项怎么填？", **values):
    """As the form of the page that was just opened sends it."""
    page = read(client, user, dossier).context
    sent = {"number": page["number"], "upto": page["upto"], "text": text, **values}
    return client.post(url(dossier), sent)


def told(response):
    return [(each.who, each.text) for each in response.context["thread"]]


def test_an_enterprise_asks_about_a_draft_and_reads_the_answers(
    client, owner, draft, city, official
):
    assert read(client, city, draft).status_code == 404
    answer = write(client, owner, draft, about="access/connected_devices")
    assert answer.status_code == 302
    assert write(client, city, draft, "填写接入数量。").status_code == 302
    assert write(client, official, draft, "以佐证为准。").status_code == 302

    page = read(client, owner, draft)
    said = told(page)
    assert said[1:] == [
        ("长春市市级推荐部门", "填写接入数量。"),
        ("省级主管部门", "以佐证为准。"),
    ]
    first = page.context["thread"][0]
    assert "已连接工业设备数量" in first.about
    assert first.about_url.endswith("/sections/access/#id_connected_devices_group")
    assert "示例市级经办" not in page.text
    assert "（示例市级经办）" in read(client, official, draft).text


def test_the_deed_is_in_the_log_without_the_words(client, owner, draft):
    write(client, owner, draft, "只给主管部门看的话")

    entry = AuditEntry.objects.get(action="dossier.message_sent")
    assert (entry.subject_kind, entry.subject_id) == (
        "applications.dossier",
        str(draft.pk),
    )
    assert entry.detail["dossier"] == draft.key
    assert "只给主管部门看的话" not in str(entry.detail) + entry.subject


def test_what_is_sent_twice_is_one_message(client, owner, draft):
    for _ in range(2):  # a double click, or the same page in two tabs
        sent = {"number": 1, "upto": 0, "text": "请问"}
        client.force_login(owner)
        assert client.post(url(draft), sent).status_code == 302

    assert DossierMessage.objects.count() == 1
    assert AuditEntry.objects.filter(action="dossier.message_sent").count() == 1


def test_another_text_from_an_older_tab_is_kept_and_asked_about(client, owner, draft):
    write(client, owner, draft, "第一条")
    answer = client.post(url(draft), {"number": 1, "text": "第二条"})

    assert answer.status_code == 200
    assert "您在另一个窗口已经发送过一条消息" in answer.text
    assert "第二条</textarea>" in answer.text
    assert answer.context["number"] == 2
    assert DossierMessage.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "7", "x", "9" * 40])
def test_a_number_that_the_page_did_not_give_sends_nothing(
    client, owner, draft, number
):
    client.force_login(owner)
    answer = client.post(url(draft), {"number": number, "text": "请问"})

    assert answer.status_code == 200
    assert not DossierMessage.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": " "}, "没有填写"),
        ({"text": "长" * 2001}, "2000"),
        ({"about": "nowhere/nothing"}, "没有这一部分或栏目"),
    ],
)
def test_what_cannot_be_sent_is_said(client, owner, draft, values, said):
    answer = write(client, owner, draft, **values)

    assert answer.status_code == 200
    assert said in answer.text
    assert not DossierMessage.objects.exists()


def test_two_thousand_characters_are_not_too_many(client, owner, draft):
    assert write(client, owner, draft, "长" * 2000).status_code == 302


def test_nothing_said_is_changed_or_taken_back(client, owner, draft):
    write(client, owner, draft)
    message = DossierMessage.objects.get()

    for deed in (message.save, message.delete, DossierMessage.objects.all().delete):
        with pytest.raises(VersionsAreKept):
            deed()


def test_after_publication_it_is_read_and_no_longer_written(client, owner, official):
    done = make_round(status=Round.Status.PUBLISHED, contact="0431-0000000")
    dossier = make_dossier(owner, round=done, status=Dossier.Status.ACCEPTED)
    client.force_login(owner)
    answer = client.post(url(dossier), {"number": 1, "text": "请问"})

    assert answer.status_code == 409
    assert "不再接受新的内容" in answer.text
    assert "0431-0000000" in answer.text
    page = read(client, official, dossier)
    assert "<textarea" not in page.text
    assert not DossierMessage.objects.exists()


def test_the_auditor_reads_what_was_said_and_only_that(client, owner, draft):
    auditor = make_user(Role.AUDIT)
    assert read(client, auditor, draft).status_code == 404
    write(client, owner, draft)

    page = read(client, auditor, draft)
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert client.post(url(draft), {"number": 1, "text": "x"}).status_code == 403
    assert url(draft) in client.get(reverse("portal:audit")).text


def test_each_person_has_their_own_marks(client, owner, draft, city, official):
    write(client, owner, draft, "一")
    write(client, owner, draft, "二")
    for reader in (city, official):
        assert read(client, reader, draft).context["unread"] == 2
    upto = read(client, city, draft).context["upto"]
    client.post(reverse("applications:messages_read", args=[draft.key]), {"upto": upto})

    assert read(client, city, draft).context["unread"] == 0
    assert read(client, official, draft).context["unread"] == 2
    assert read(client, owner, draft).context["unread"] == 0  # one's own side


def test_a_mark_covers_what_was_shown_and_never_goes_back(client, owner, draft, city):
    write(client, owner, draft, "一")
    shown = read(client, city, draft).context["upto"]
    write(client, owner, draft, "二")
    client.force_login(city)
    mark = reverse("applications:messages_read", args=[draft.key])
    client.post(mark, {"upto": shown})
    assert read(client, city, draft).context["unread"] == 1
    client.post(mark, {"upto": 10**12})
    client.post(mark, {"upto": shown})
    assert read(client, city, draft).context["unread"] == 0


def test_an_answer_marks_what_it_answers_as_read(client, owner, draft, city):
    write(client, owner, draft)
    write(client, city, draft, "如下。")

    assert read(client, city, draft).context["unread"] == 0


def test_the_pages_of_the_dossier_say_how_many_are_unread(
    client, owner, city, official
):
    dossier = make_dossier(owner, status=Dossier.Status.RECOMMENDED)
    write(client, official, dossier, "请补充说明。")
    looks = {
        owner: ["dossiers", "dossier"],
        city: ["city_queue", "city_dossier", "message_list"],
    }
    for who, names in looks.items():
        client.force_login(who)
        for name in names:
            keyed = name.endswith("dossier")
            page = client.get(
                reverse(f"applications:{name}", args=[dossier.key] if keyed else [])
            )
            assert "1 条" in page.text, name
    client.force_login(official)
    assert "条未读" not in client.get(reverse("applications:official_queue")).text


def queries(client, user, name):
    client.force_login(user)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(name).status_code == 200
    return len(found)


def test_lists_cost_the_same_for_one_and_for_three(client, owner, city, official):
    round = make_round()

    def another(kind):
        dossier = make_dossier(
            owner, round=round, kind=kind, status=Dossier.Status.SUBMITTED
        )
        for writer, side in ((owner, "enterprise"), (official, "province")):
            dossier.messages.create(
                writer=writer, side=side, number=1, text="示例", at=NOW
            )
        return dossier

    first = another("industry")
    looks = [
        (owner, reverse("applications:message_list")),
        (city, reverse("applications:message_list")),
        (official, reverse("applications:message_list")),
        (owner, reverse("applications:dossiers")),
        (official, url(first)),
    ]
    one = [queries(client, *look) for look in looks]
    another("regional")
    another("comprehensive")
    for _ in range(3):
        first.messages.create(
            writer=city,
            side="city",
            number=1 + first.messages.count(),
            text="示",
            at=NOW,
        )

    assert [queries(client, *look) for look in looks] == one
    assert max(one) <= 15
