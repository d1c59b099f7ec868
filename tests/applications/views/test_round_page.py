"""What a round's own page tells its officials to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.models import User
from tests.factories import make_round, make_user

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
