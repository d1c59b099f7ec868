"""The pages of a list's correction: for officials, the public and the objector."""

import pytest
from django.urls import reverse

from tests.scoring.amended import (
    CHANGED,
    make_officials,
    make_published,
    recheck,
    reopen_marks,
    seats_of,
    upheld,
)
from tests.scoring.pages import hidden, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-23 10:00 +0800", tick=False)


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def shortlist(officials):
    return make_published(officials)


@pytest.fixture
def rechecked(shortlist, officials):
    """Upheld, and everything that it opened is done."""
    objection = upheld(shortlist, officials[0])
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    return objection


def notice(shortlist):
    return reverse("scoring:publicity", args=[shortlist.round_id])


def confirm_page(client, shortlist, name="amend"):
    return client.get(url(name, shortlist.round, shortlist.kind))


def test_from_the_comparison_to_the_notice_of_correction(
    client, shortlist, officials, rechecked
):
    client.force_login(officials[0])
    page = confirm_page(client, shortlist)
    assert "进入名单 1 家 ：A-03" in text_of(page)
    assert "退出名单 1 家 ：A-02" in text_of(page)

    address = url("amend", shortlist.round, shortlist.kind)
    data = {name: hidden(page, name) for name in ("digest", "cut", "quota", "minimum")}
    done = client.post(address, {**data, "reason": CHANGED}, follow=True)

    assert "原名单已作废" in text_of(done)
    assert "正在重新审定" in text_of(client.get(notice(shortlist)))
    for who, name in ((officials[1], "approve"), (officials[0], "publish")):
        client.force_login(who)
        asked = confirm_page(client, shortlist, name)
        form = asked.context["form"]
        typed = {field.name: field.value() or "示例" for field in form}
        posted = client.post(
            url(name, shortlist.round, shortlist.kind),
            {**typed, "digest": hidden(asked, "digest")},
        )
        assert posted.status_code == 302, text_of(posted)
    public = text_of(client.get(notice(shortlist)))
    assert "更正公示（2 家）" in public
    assert "进入名单：A-03 示例A-03有限公司" in public
    assert CHANGED in public
