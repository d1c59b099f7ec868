"""A city's batch, its order, its places: all or nothing, counted, audited."""

from datetime import timedelta

import pytest

from applications.actions import checking, decisions, quotas, recommending, rulings
from applications.models import Dossier, Exemption, RecommendationQuota, Round
from applications.presentation.duplicates import duplicate_hints
from applications.presentation.recommending import (
    listed,
    order_version,
    recommended_in,
)
from portal import guides
from portal.models import AuditEntry, User
from tests.factories import (
    NOW,
    make_dossier,
    make_enterprise,
    make_evidence,
    make_round,
    make_user,
)
from tests.racing import CROWD, at_once

Status = Dossier.Status
CITY = "长春市"


def submitted(round, **fields):
    return make_dossier(round=round, status=Status.SUBMITTED, **fields)


def batch(dossiers, by):
    return recommending.recommend_all(
        dossiers=dossiers,
        opinions=dict.fromkeys((each.pk for each in dossiers), "同意推荐。"),
        by=by,
        at=NOW,
    )


def limit(round, most, kind="industry"):
    RecommendationQuota.objects.create(round=round, kind=kind, city=CITY, most=most)


def orders(round, kind="industry"):
    found = recommended_in(round, CITY).filter(kind=kind)
    return list(
        found.order_by("recommended_order").values_list("pk", "recommended_order")
    )


def version_of(round):
    return order_version(listed(round, recommended_in(round, CITY).for_list()))


@pytest.fixture
def round(db):
    return make_round()


@pytest.fixture
def city(db):
    return make_user(User.Role.CITY)


@pytest.fixture
def official(db):
    return make_user(User.Role.OFFICIAL)


def test_a_batch_is_recommended_in_its_order_with_an_entry_each(round, city):
    three = [submitted(round) for _ in range(3)]
    other = submitted(round, kind="regional")

    batch([*three, other], city)

    assert orders(round) == [(each.pk, n) for n, each in enumerate(three, 1)]
    assert orders(round, "regional") == [(other.pk, 1)]
    assert AuditEntry.objects.filter(action="dossier.recommended").count() == 4


def test_one_that_is_not_checked_keeps_the_whole_batch_back(round, city):
    good, bad = submitted(round), submitted(round)
    bad.checks.filter(item="credit").delete()

    with pytest.raises(recommending.BatchIsRefused) as refused:
        batch([good, bad], city)

    assert [each.obstacles for each in refused.value.plan] == [
        [],
        ["形式审查未完成：信用。"],
    ]
    assert not orders(round)


def test_a_batch_beyond_the_quota_recommends_nobody(round, city):
    limit(round, 2)
    dossiers = [submitted(round) for _ in range(3)]

    with pytest.raises(recommending.BatchIsRefused) as refused:
        batch(dossiers, city)

    assert "名额为 2 家" in refused.value.plan[2].obstacles[0]
    assert not orders(round)


def test_who_is_exempt_takes_no_place(round, city, official):
    limit(round, 1)
    free, counted = submitted(round), submitted(round)
    quotas.exempt(dossier=free, reason="2025 年已入选", by=official, at=NOW)

    batch([free, counted], city)
    with pytest.raises(quotas.QuotaIsFull):
        decisions.recommend(
            dossier=submitted(round), order=1, opinion="同意。", by=city, at=NOW
        )
    with pytest.raises(quotas.ExemptAlready):
        quotas.exempt(dossier=free, reason="再次", by=official, at=NOW)
    quotas.end_exemption(dossier=free, reason="认定有误", by=official)
    assert not Exemption.objects.exists()


def test_a_quota_of_zero_lets_nobody_pass_and_an_empty_one_everybody(
    round, city, official
):
    quotas.set_quotas(
        round=round,
        quotas={(CITY, "industry"): 0, (CITY, "regional"): None},
        due_at=NOW + timedelta(days=3),
        by=official,
    )
    batch([submitted(round, kind="regional")], city)
    with pytest.raises(recommending.BatchIsRefused):
        batch([submitted(round)], city)
    assert AuditEntry.objects.filter(action="city.quotas_set").count() == 1


def test_checks_made_before_a_correction_do_not_count(round, city):
    dossier = submitted(round)
    Dossier.objects.filter(pk=dossier.pk).update(submitted_at=NOW + timedelta(hours=1))
    dossier.refresh_from_db()

    with pytest.raises(checking.ChecksAreMissing):
        decisions.recommend(dossier=dossier, order=1, opinion="同意。", by=city, at=NOW)


def test_a_check_that_fails_says_why_and_is_over_once_decided(round, city):
    dossier = submitted(round)
    answers = {each["id"]: checking.Answer(True) for each in guides.checks()}
    failed = answers | {"truth": checking.Answer(False)}

    with pytest.raises(checking.NoteIsMissing):
        checking.check(dossier=dossier, answers=failed, by=city, at=NOW)
    failed["truth"] = checking.Answer(False, "审计报告缺页")
    checking.check(dossier=dossier, answers=failed, by=city, at=NOW)
    detail = AuditEntry.objects.get(action="dossier.checked").detail
    assert detail["checks"]["数据真实"] == "不通过，审计报告缺页"
    batch([dossier], city)
    with pytest.raises(checking.CheckIsOver):
        checking.check(dossier=dossier, answers=answers, by=city, at=NOW)


def test_taking_back_closes_the_gap_and_frees_the_place(round, city):
    limit(round, 3)
    first, second, third = (submitted(round) for _ in range(3))
    batch([first, second, third], city)

    recommending.withdraw(dossier=second, reason="企业申请", by=city, at=NOW)

    assert orders(round) == [(first.pk, 1), (third.pk, 2)]
    assert second.status == Status.SUBMITTED
    batch([second], city)
    entry = AuditEntry.objects.get(action="dossier.recommendation_withdrawn")
    assert entry.detail["moved_up"] == [{"number": third.number, "order": 2}]


def test_nothing_is_taken_back_once_the_province_acted(round, city, official):
    accepted, ruled = submitted(round), submitted(round)
    batch([accepted, ruled], city)
    decisions.accept(dossier=accepted, by=official, at=NOW)
    ruled.refresh_from_db()
    rulings.rule_on(
        dossier=ruled, clause="security", is_met=True, reason="见佐证", by=official,
        at=NOW,
    )  # fmt: skip

    for dossier in (accepted, ruled):
        with pytest.raises(decisions.AlreadyDecided):
            recommending.withdraw(dossier=dossier, reason="迟了", by=city, at=NOW)


def reorder(round, city, orders, version=None):
    recommending.reorder(
        round=round,
        city=CITY,
        orders=orders,
        version=version or version_of(round),
        by=city,
    )


def test_an_order_is_saved_whole_or_not_at_all(round, city):
    a, b, c = (submitted(round) for _ in range(3))
    batch([a, b, c], city)

    reorder(round, city, {a.key: 3, b.key: 1, c.key: 2})
    assert orders(round) == [(b.pk, 1), (c.pk, 2), (a.pk, 3)]
    for bad in ({a.key: 1, b.key: 1, c.key: 2}, {a.key: 1, b.key: 2, c.key: 4}):
        with pytest.raises(recommending.OrderIsNotWhole):
            reorder(round, city, bad)
    assert orders(round) == [(b.pk, 1), (c.pk, 2), (a.pk, 3)]
    assert AuditEntry.objects.filter(action="city.reordered").count() == 1


def test_an_order_of_a_list_that_has_changed_is_not_saved(round, city):
    a, b = submitted(round), submitted(round)
    batch([a, b], city)
    seen = version_of(round)
    batch([submitted(round)], city)

    with pytest.raises(recommending.OrderHasChanged):
        reorder(round, city, {a.key: 2, b.key: 1}, seen)
    Round.objects.update(status=Round.Status.SCORING)
    with pytest.raises(decisions.AlreadyDecided):
        reorder(round, city, {a.key: 2, b.key: 1}, seen)


def test_double_applications_are_noticed_and_strangers_never_named(round):
    mine = submitted(round, platform="同名平台")
    submitted(round, kind="regional", enterprise=mine.enterprise)
    near = submitted(round, platform="同名平台")
    far = make_enterprise(city="吉林市", name="外市示例公司")
    away = submitted(round, enterprise=far)
    for each in (mine, away):
        make_evidence(each, sha256="a" * 64)
    visible = Dossier.objects.visible_to(make_user(User.Role.CITY))

    said = "".join(duplicate_hints(mine, visible))

    assert "本单位在本批次还申报了区域级平台" in said
    assert f"{near.number} {near.enterprise.name}与本单位平台名称相同" in said
    assert "外市另有 1 份申报与本单位有内容完全相同的佐证文件" in said
    assert "外市示例公司" not in said


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_as_there_are_places():
    round, by = make_round(), make_user(User.Role.CITY)
    limit(round, 2)
    crowd = [submitted(round) for _ in range(CROWD)]

    outcomes = at_once(
        *[
            lambda each=each: decisions.recommend(
                dossier=each, order=1, opinion="同意推荐。", by=by, at=NOW
            )
            for each in crowd
        ]
    )

    assert outcomes == ["QuotaIsFull"] * (CROWD - 2) + ["done"] * 2
    assert [order for _, order in orders(round)] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_batches_at_once_share_the_places_but_never_split_one():
    round, by = make_round(), make_user(User.Role.CITY)
    limit(round, 3)
    batches = [[submitted(round) for _ in range(2)] for _ in range(3)]

    outcomes = at_once(*[lambda each=each: batch(each, by) for each in batches])

    assert outcomes == ["BatchIsRefused", "BatchIsRefused", "done"]
    assert [order for _, order in orders(round)] == [1, 2]
