"""Where one is: pages about a round lead back to it, and mark their entry above."""

import pytest
from django.urls import reverse

from portal.models import User
from tests.factories import make_round, make_user

pytestmark = pytest.mark.django_db
PREPARING = (
    "round_edit", "round_table", "round_review", "round_anchors", "round_bands",
    "round_defence", "round_open",
)  # fmt: skip


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


def active(page):
    return [each.name for each in page.context["navigation"] if each.active]


@pytest.mark.parametrize("name", PREPARING)
def test_each_page_before_the_opening_leads_back_to_the_round(client, official, name):
    round = make_round(status="draft")
    page = client.get(reverse(f"applications:{name}", args=[round.pk]))
    crumbs = page.content.decode().split('class="p-crumbs"')[1].split("</nav>")[0]
    assert f'href="{round.get_absolute_url()}"' in crumbs
    assert "批次管理" in crumbs
    assert active(page) == ["applications:rounds"]


def test_what_lies_elsewhere_marks_the_entry_that_led_to_it(client, official):
    objections = client.get(reverse("scoring:objections"))
    assert active(objections) == ["applications:rounds"]
    years = client.get(reverse("scoring:library_year_new"))
    assert active(years) == ["scoring:library_records"]
