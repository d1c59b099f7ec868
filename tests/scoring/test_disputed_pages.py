"""The pages on which a figure that was objected to is opened, put right and settled."""

import pytest
from django.urls import reverse

from scoring.models import Reopening
from tests.scoring.amended import upheld
from tests.scoring.disputed import (
    DEVICES,
    LATE,
    NOTE,
    SOON,
    first_of,
    make_disputed,
    open_facts,
    put_right,
    seat_of,
    settle,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _soon(time_machine):
    time_machine.move_to(SOON, tick=False)


@pytest.fixture
def world():
    return make_disputed()


def page_of(name, *args):
    return reverse(f"scoring:{name}", args=args)


def test_from_the_tick_to_the_expert(client, world):
    shortlist, officials = world
    objection = upheld(shortlist, officials[0], first_of(shortlist).number)
    client.force_login(officials[0])
    address = page_of("reopen", objection.pk)
    form = client.get(address).context["form"]
    name = next(
        each.name for _, each, _ in form.groups() if DEVICES in dict(each.field.choices)
    )
    typed = {name: DEVICES, "note": NOTE}
    assert "没有填写更正期限" in text_of(client.post(address, typed))
    done = client.post(address, {**typed, "workdays": "3"}, follow=True)
    assert "企业更正中，期限" in text_of(done)
    row = Reopening.objects.get()
    early = client.get(page_of("reopening", row.pk))
    assert early.status_code == 409
    assert "企业正在更正申报内容" in text_of(early)

    client.force_login(objection.dossier.started_by)
    firm = text_of(client.get(objection.dossier.get_absolute_url()))
    assert NOTE in firm
    assert "需修改 1 处" in firm
    dossier = put_right(row)

    client.force_login(officials[0])
    assert "待核对的更正（件）" in text_of(client.get("/"))
    page = text_of(client.get(page_of("reopening", row.pk)))
    assert "1,000 台 → 60 台" in page
    assert "采信更正后的内容" in page
    answer = {"holds": "yes", "reason": "与现场核查一致（示例）。"}
    client.post(page_of("reopening", row.pk), answer)

    client.force_login(seat_of(dossier).expert.user)
    page = text_of(client.get(page_of("recheck", seat_of(dossier).key)))
    assert "1,000 台" in page
    assert NOTE in page
    client.force_login(objection.dossier.started_by)
    firm = text_of(client.get(objection.dossier.get_absolute_url()))
    assert "与现场核查一致（示例）。" in firm


def test_who_is_late_reads_the_rule_and_the_official_can_only_strike(
    client, world, time_machine
):
    shortlist, officials = world
    row = open_facts(shortlist, officials[0])
    time_machine.move_to(LATE, tick=False)
    client.force_login(officials[0])

    page = text_of(client.get(page_of("reopening", row.pk)))

    assert "企业逾期没有提交更正" in page
    assert "采信更正后的内容" not in page
    address = page_of("reopening", row.pk)
    client.post(address, {"holds": "yes", "reason": "示例"})
    assert Reopening.objects.open().exists()
    client.post(address, {"holds": "no", "reason": "逾期（示例）。"})
    row.refresh_from_db()
    assert row.done_at == LATE


def test_the_public_reads_which_field_and_not_what_was_in_it(client, world):
    shortlist, officials = world
    row = open_facts(shortlist, officials[0])
    put_right(row)
    settle(row, officials[0])

    public = text_of(client.get(page_of("publicity", shortlist.round_id)))

    assert "申报内容（设备与数据接入：已连接工业设备数量），已复核" in public
    assert "60 台" not in public
