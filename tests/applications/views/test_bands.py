"""Bands of a round's objective indicators: typed, tried, copied, frozen, published."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.actions import rounds as rounds_actions
from applications.actions import tables
from applications.actions.freezing import digest_of
from applications.facts import table_of
from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db

#: 2 points for connected devices in the table of Jilin.
CODE = "3.1.1"
TYPED = {
    "then": "save",
    "metric": "connected_devices",
    "better": "more",
    "edge_1": "0",
    "points_1": "0",
    "edge_2": "60",
    "points_2": "\uff11",
    "edge_3": "500",
    "points_3": "1.6",
    "edge_4": "1000",
    "points_4": "2",
    "provenance": "province",
    "source": "示例厅〔2026〕1号",
    "reason": "厅务会议定",
}


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


@pytest.fixture
def draft(official):
    return make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)


def page(round: Round, code: str = "") -> str:
    if code:
        return reverse("applications:round_scale", args=[round.pk, code])
    return reverse("applications:round_bands", args=[round.pk])


def scale_in(round: Round, code: str = CODE):
    round.refresh_from_db()
    return next(e for e in table_of(round).indicators if e.code == code).scale


def test_bands_that_were_typed_are_part_of_the_table_and_of_its_digest(client, draft):
    before = digest_of(draft)

    answer = client.post(page(draft, CODE), TYPED)

    assert answer.url == page(draft)
    scale = scale_in(draft)
    assert [(each.edge, each.points) for each in scale.bands] == [
        (0, 0), (60, 1), (500, Decimal("1.6")), (1000, 2),
    ]  # fmt: skip
    assert digest_of(draft) != before
    listed = text_of(client.get(page(draft)))
    assert "60 台及以上，不足 500 台：1 分" in listed
    assert "省厅自定：示例厅〔2026〕1号" in listed
    entry = AuditEntry.objects.get(action="round.bands_set")
    assert entry.detail["changes"]["bands"][0] == ""
    assert "1,000 台及以上 2 分" in entry.detail["changes"]["bands"][1]
    assert entry.detail["reason"] == "厅务会议定"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"edge_1": "10"}, "有空档：第 1 档应从 0 起"),
        ({"edge_3": "60"}, "有重叠：第 3 档的界限 60 应大于上一档的 60"),
        ({"edge_3": ""}, "有空档：第 3 档缺少界限"),
        ({"points_4": "1.9"}, "最好一档应得满分 2，现为 1.9"),
        ({"points_3": "0.55"}, "应为 0.1 的整数倍，现为 0.55"),
        ({"points_3": "1"}, "应高于较差一档的 1 分，现为 1 分"),
        ({"points_3": "9"}, "应在 0 至权重 2 之间，现为 9"),
        ({"points_3": ""}, "写了界限，没有写得分"),
        ({"source": ""}, "没有填写"),
        ({"reason": ""}, "没有填写"),
        ({"metric": ""}, "没有选择"),
    ],
)
def test_what_makes_no_scale_is_said_in_words_and_nothing_is_kept(
    client, draft, typed, said
):
    answer = client.post(page(draft, CODE), TYPED | typed)

    assert said in text_of(answer)
    assert scale_in(draft) is None


def test_where_less_is_better_the_last_band_stays_open(client, draft):
    typed = TYPED | {
        "better": "less", "edge_1": "10", "points_1": "2", "edge_2": "20",
        "points_2": "1", "edge_3": "", "points_3": "0", "edge_4": "", "points_4": "",
    }  # fmt: skip

    client.post(page(draft, CODE), typed)

    listed = text_of(client.get(page(draft)))
    assert (
        "不超过 10 台：2 分 超过 10 台，不超过 20 台：1 分 超过 20 台：0 分" in listed
    )


def test_a_trial_shows_how_an_earlier_round_would_fall_and_keeps_nothing(client, draft):
    earlier = make_round(code="R-old")
    for stated in (59, 60, 60, 2000, None):
        metrics = {} if stated is None else {"connected_devices": stated}
        document = {"metrics": metrics, "industries": [], "domains": [], "parks": []}
        make_dossier(round=earlier, document=document, status=Dossier.Status.ACCEPTED)
    make_dossier(round=earlier)  # a draft is nobody's business

    shown = text_of(client.post(page(draft, CODE), TYPED | {"then": "try"}))

    assert "在 R-old 的 5 份申报上试算" in shown
    for line in (
        "不足 60 台 0 1", "60 台及以上，不足 500 台 1 2",
        "500 台及以上，不足 1,000 台 1.6 0", "1,000 台及以上 2 1", "未填报 — 1",
    ):  # fmt: skip
        assert line in shown
    assert scale_in(draft) is None


def test_bands_are_taken_over_where_name_and_full_marks_agree(client, draft):
    client.post(page(draft, CODE), TYPED)
    client.post(
        page(draft, "1.2.3"),
        TYPED | {"metric": "staff", "edge_3": "", "points_3": "", "edge_2": "10"},
    )
    weights = {e.code: e.weight for e in table_of(draft).indicators}
    later = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    weights |= {"1.2.3": Decimal(1), "1.2.1": Decimal(3)}
    by = User.objects.get(role=User.Role.OFFICIAL)
    tables.set_table(round=later, weights=weights, reason="示例", by=by)

    answer = client.post(page(later), {"source": draft.pk}, follow=True)

    assert "复制 1 项分档" in text_of(answer)
    assert "没有复制：1.2.3" in text_of(answer)
    assert scale_in(later) == scale_in(draft)
    assert scale_in(later, "1.2.3") is None
    detail = AuditEntry.objects.get(action="round.bands_copied").detail
    assert detail == {"source": draft.code, "items": [CODE]}


def test_a_weight_to_which_the_bands_do_not_come_is_refused(client, draft, official):
    client.post(page(draft, CODE), TYPED)
    draft.refresh_from_db()
    weights = {e.code: e.weight for e in table_of(draft).indicators}
    weights |= {CODE: Decimal(3), "3.1.2": Decimal("0.5"), "3.1.3": Decimal("1.5")}
    total = sum(weights.values())
    weights["4.1.5"] -= total - 100

    with pytest.raises(tables.WeightsAreRefused, match=r"3\.1\.1 的分档标准与新权重"):
        tables.set_table(round=draft, weights=weights, reason="示例", by=official)

    client.post(page(draft, CODE), {"then": "remove"})
    draft.refresh_from_db()
    tables.set_table(round=draft, weights=weights, reason="示例", by=official)
    assert scale_in(draft) is None


def test_bands_are_frozen_with_the_round_and_published(client, draft, official):
    client.post(page(draft, CODE), TYPED)
    client.post(page(draft, "1.2.3"), TYPED | {"metric": "staff"})
    rules_page = reverse("applications:round_rules", args=[draft.pk])
    assert client.get(rules_page).status_code == 404
    draft.refresh_from_db()
    digest = digest_of(draft)
    rounds_actions.open_round(round=draft, digest=digest, by=official, at=NOW)

    assert client.post(page(draft, CODE), TYPED).status_code == 409
    assert client.post(page(draft), {"source": "1"}).status_code == 409
    client.logout()
    public = text_of(client.get(rules_page))
    assert digest in public
    assert "500 台及以上，不足 1,000 台：1.6 分" in public
    assert draft.title in text_of(client.get(reverse("applications:guides")))


def test_what_experts_alone_judge_has_no_bands(client, draft):
    assert client.get(page(draft, "1.1.2")).status_code == 404
    assert client.get(page(draft, "9.9.9")).status_code == 404
    assert "商业模式和盈利能力" not in text_of(client.get(page(draft)))


def test_the_pages_ask_as_often_for_three_scales_as_for_one(
    client, draft, django_assert_num_queries
):
    for codes in ((CODE,), ("1.2.3", "3.2.1")):
        for code in codes:
            client.post(page(draft, code), TYPED)
        with django_assert_num_queries(4):  # session, user with news, round, the others
            client.get(page(draft))
