"""What a round's own page tells its officials to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Shortlist
from tests.factories import make_dossier, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (1, 10, "起接收申报，此前可以在专家库中备好专家"),
        (-1, 10, "截止。对已推荐的申报书作形式审查"),
        (-10, -1, "申报已截止。审完余下的申报书"),
    ],
)
def test_the_next_step_is_the_one_of_this_instant(client, opens, closes, said):
    client.force_login(make_user(User.Role.OFFICIAL, province="jiangsu"))
    now = timezone.now()
    round = make_round(
        province="jiangsu",
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
    )

    page = client.get(round.get_absolute_url()).content.decode()

    assert said in page
    assert "《江苏省工业互联网平台建设指南》（原文未注年份）" in page
    assert "jiangsu/undated）" not in page


def test_the_next_step_of_a_closed_round_follows_its_lists(client):
    official = make_user(User.Role.OFFICIAL)
    colleague = make_user(User.Role.OFFICIAL)
    client.force_login(official)
    round = make_round(status=Round.Status.CLOSED)
    said = [client.get(round.get_absolute_url()).text]

    for kind in ("industry", "regional"):
        make_dossier(round=round, kind=kind, status=Dossier.Status.ACCEPTED)
    said.append(client.get(round.get_absolute_url()).text)
    for kind in ("industry", "regional"):
        Shortlist.objects.create(
            round=round, kind=kind, cut="quota", quota=1, digest="0" * 64,
            drawn_up_by=official, drawn_up_at=timezone.now(),
        )  # fmt: skip
        said.append(client.get(round.get_absolute_url()).text)
    Shortlist.objects.update(
        state="approved", approved_by=colleague, approved_at=timezone.now()
    )
    said.append(client.get(round.get_absolute_url()).text)

    words = [
        "没有受理的申报，不需要排名和名单",
        "逐类核对并冻结排名，由另一位同事复核后公示",
        "逐类核对并冻结排名（还有 1 类未冻结）",
        "排名已冻结：在“排名和名单”中由另一位同事复核名单",
        "名单已复核：在“排名和名单”中公示",
    ]
    for text, word in zip(said, words, strict=True):
        assert word in text


def test_what_will_be_frozen_names_the_rule_for_ties(client):
    client.force_login(make_user(User.Role.OFFICIAL))
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)

    text = client.get(f"{round.get_absolute_url()}open/").text

    assert "同分处理" in text
    assert "得分相同的" in text
