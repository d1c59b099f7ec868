"""Everybody's front page: what waits, counted as the list behind it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications.models import (
    Dossier,
    RecommendationQuota,
    RecommendationSheet,
    RecommendationTerm,
    Round,
)
from portal import invitations
from portal.models import User
from scoring.models import DefenceCall, Shortlist, ShortlistEntry
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import make_ranked
from tests.scoring.defended import make_defended_round

pytestmark = pytest.mark.django_db
Role, Status, Stage = User.Role, Dossier.Status, Round.Status


def running(**fields):
    now = timezone.now()
    span = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    return make_round(**{**span, **fields})


def desk(client, user):
    client.force_login(user)
    return client.get("/")


def counts(page):
    return {each.label: each.count for each in page.context["todos"]}


def spent(client, user):
    with CaptureQueriesContext(connection) as queries:
        assert desk_again(client, user).status_code == 200
    return len(queries)


def desk_again(client, user):
    """Without the login's own queries."""
    return client.get("/")


@pytest.mark.parametrize("role", list(Role))
def test_who_has_nothing_to_do_is_told_what_comes_next(client, role):
    fields = {"province": "jilin"} if role == Role.OFFICIAL else {}
    user = make_user(role, **fields)
    if role == Role.SECURITY:
        assert "没有停用的账号" in desk(client, user).text
        return
    page = desk(client, user)

    assert counts(page) == {}
    assert page.context["nothing"] in page.text


def test_an_enterprise_sees_its_draft_its_next_gap_and_its_countdown(client):
    owner = make_user()
    dossier = make_dossier(owner, round=running(kinds=["industry"]))
    page = desk(client, owner)
    [draft] = page.context["drafts"]

    assert draft.next is not None
    assert "距申报截止还有" in page.text
    section = reverse("applications:section", args=[dossier.key, draft.next.section])
    assert section in page.text
    assert draft.next.text in page.text
    assert counts(page) == {}


def test_an_enterprise_sees_corrections_messages_results_and_what_it_may_begin(client):
    owner, city = make_user(), make_user(Role.CITY)
    round = running()
    due = timezone.now() + timedelta(days=3)
    returned = make_dossier(
        owner, round=round, platform="示例甲", status=Status.RETURNED,
        correction_due=due,
    )  # fmt: skip
    returned.messages.create(writer=city, side="city", number=1, text="示例", at=NOW)
    make_dossier(owner, round=round, kind="regional", status=Status.SUBMITTED)
    chosen(owner, "示例乙")
    page = desk(client, owner)

    assert counts(page) == {
        "结果已公布：示例乙": 1,
        "退回补正：示例甲": 1,
        "未读消息": 1,
        "正在办理的申报": 1,
        "可以新申报的批次": 1,
    }
    assert "还有 2 天" in page.text
    assert all(client.get(e.url).status_code == 200 for e in page.context["todos"])


def chosen(owner, platform):
    official = make_user(Role.OFFICIAL)
    round = make_round(status=Stage.PUBLISHED)
    dossier = make_dossier(
        owner, round=round, platform=platform, status=Status.ACCEPTED
    )
    shortlist = Shortlist.objects.create(
        round=round, kind="industry", cut="quota", quota=1, digest="0" * 64,
        state="published", drawn_up_by=official, drawn_up_at=NOW,
        published_by=official, published_at=NOW, notice_from=NOW.date(),
        notice_until=NOW.date(),
    )  # fmt: skip
    ShortlistEntry.objects.create(
        shortlist=shortlist, dossier=dossier, position=1, is_eligible=True,
        marks=["90.00"], mark="90.00", place=1,
    )  # fmt: skip


def test_a_city_sees_what_to_check_what_to_recommend_and_its_places(client):
    city, round = make_user(Role.CITY), running(kinds=["industry"])
    for _ in range(2):
        make_dossier(round=round, status=Status.SUBMITTED)
    unchecked = make_dossier(round=round, status=Status.SUBMITTED)
    unchecked.checks.first().delete()
    doubtless = make_dossier(round=round, status=Status.SUBMITTED)
    doubtless.veto_reviews.all().delete()
    make_dossier(
        round=round, status=Status.RETURNED,
        correction_due=timezone.now() + timedelta(days=2),
    )  # fmt: skip
    make_dossier(round=round, status=Status.RECOMMENDED, recommended_order=1)
    elsewhere = running(province="jiangsu")
    make_dossier(round=elsewhere, status=Status.SUBMITTED)
    due = timezone.now() + timedelta(days=4)
    RecommendationTerm.objects.create(round=round, due_at=due)
    RecommendationQuota.objects.create(
        round=round, kind="industry", city="长春市", most=3
    )
    page = desk(client, city)

    assert counts(page) == {
        "形式审查和一票否决事项待核对": 2,
        "核对完成，待推荐": 2,
        "退回补正中": 1,
        f"报送推荐汇总表：{round.code}": 1,
    }
    assert "还可推荐 2 家（名额 3）" in page.text
    for todo in page.context["todos"][:3]:
        listed = client.get(todo.url).context["queue"].page
        assert listed.paginator.count == todo.count, todo.label


def test_a_city_that_has_sent_its_list_owes_it_again_for_what_came_since(client):
    city, round = make_user(Role.CITY), running()
    RecommendationTerm.objects.create(round=round, due_at=timezone.now())
    RecommendationSheet.objects.create(
        round=round, city="长春市", name="盖章件.pdf", size=9, sha256="0" * 64,
        content_type="application/pdf", uploaded_by=city, uploaded_at=NOW,
    )  # fmt: skip
    assert counts(desk(client, city)) == {}
    make_dossier(round=round, status=Status.SUBMITTED)

    assert f"报送推荐汇总表：{round.code}" in counts(desk(client, city))
    assert "已过期限" in desk(client, city).text


def test_an_official_sees_the_dossiers_of_both_sides(client):
    official, round = make_user(Role.OFFICIAL), running()
    admitted = {"profile": {"veto_dishonesty": "有"}}
    make_dossier(round=round, status=Status.RECOMMENDED)
    make_dossier(round=round, status=Status.RECOMMENDED, document=admitted)
    doubted = make_dossier(round=round, status=Status.RECOMMENDED)
    doubted.veto_reviews.create(
        item="fraud", agrees=False, note="示例", by=official, at=NOW
    )
    decided = make_dossier(round=round, status=Status.RECOMMENDED, document=admitted)
    decided.vetoes.create(
        item="dishonesty", is_confirmed=False, reason="示例", by=official, at=NOW
    )
    make_dossier(
        round=running(province="jiangsu"), status=Status.RECOMMENDED, document=admitted
    )
    page = desk(client, official)

    assert counts(page) == {"待形式审查": 4, "一票否决事项待认定": 2}
    for todo in page.context["todos"]:
        listed = client.get(todo.url).context["queue"].page
        assert listed.paginator.count == todo.count, todo.label


def scored(status, sheets=0, panel_size=3, **fields):
    round = make_round(status=status, panel_size=panel_size)
    dossier = make_dossier(round=round, status=Status.ACCEPTED, **fields)
    for _ in range(sheets):
        make_assignment(dossier=dossier)
    return dossier


def test_an_official_sees_panels_sheets_rankings_and_lists(client):
    official, colleague = make_user(Role.OFFICIAL), make_user(Role.OFFICIAL)
    short = scored(Stage.SCORING, sheets=2)
    make_sheet(short.assignments.first())
    scored(Stage.CLOSED)
    for state, by in (("drawn_up", colleague), ("drawn_up", official)):
        shortlist(scored(Stage.CLOSED).round, state, by)
    shortlist(scored(Stage.CLOSED).round, "approved", colleague)
    page = desk(client, official)

    label = "行业级平台"
    words = counts(page)
    assert words.pop("专家组未配齐（份）") == 1
    assert words.pop("未交的评分表（份）") == 1
    assert {word.partition("：")[0] for word in words} == {
        "排名待冻结",
        "名单待您复核",
        "名单待公示",
    }
    assert all(word.endswith(label) or "：" in word for word in words)
    assert all(client.get(e.url).status_code == 200 for e in page.context["todos"])


def test_a_defence_comes_before_its_ranking_can_be_frozen(client):
    official = make_user(Role.OFFICIAL)
    round = make_defended_round()
    make_ranked(round, "A-01", "0.8")

    assert {word.partition("：")[0] for word in counts(desk(client, official))} == {
        "现场答辩待结束"
    }
    DefenceCall.objects.create(
        round=round,
        kind="industry",
        called_by=official,
        called_at=NOW,
        ended_at=NOW,
        ended_by=official,
    )
    assert {word.partition("：")[0] for word in counts(desk(client, official))} == {
        "排名待冻结"
    }


def test_an_official_sees_what_experts_flagged_and_the_public_objected_to(client):
    official, elsewhere = make_user(Role.OFFICIAL), make_user(Role.OFFICIAL)
    elsewhere.province = "jiangsu"
    elsewhere.save()
    seat = make_assignment(dossier=scored(Stage.SCORING))
    said = {"kind": "scope", "about": "dossier", "reason": "示例", "raised_at": NOW}
    seat.flags.create(**said)
    seat.flags.create(**said, state="taken_back", ended_at=NOW)
    answered = shortlist(scored(Stage.CLOSED).round, "drawn_up", elsewhere)
    answered.objections.create(
        number="Y001", text="示例", name="示例", contact="示例", filed_at=NOW,
        due_on=NOW.date(),
    )  # fmt: skip
    page = desk(client, official)

    found = {each.label: each for each in page.context["todos"]}
    assert found["待处理的专家标记（条）"].count == 1
    assert found["待答复的异议（件）"].count == 1
    listed = client.get(found["待处理的专家标记（条）"].url)
    assert listed.context["page"].paginator.count == 1
    assert not {"待处理的专家标记（条）", "待答复的异议（件）"} & set(
        counts(desk(client, elsewhere))
    )


def shortlist(round, state, by):
    approved = {"approved_by": make_user(Role.OFFICIAL), "approved_at": NOW}
    return Shortlist.objects.create(
        round=round, kind="industry", cut="quota", quota=1, digest="0" * 64,
        state=state, drawn_up_by=by, drawn_up_at=NOW,
        **(approved if state == "approved" else {}),
    )  # fmt: skip


def test_an_expert_sees_declarations_sheets_and_what_is_still_to_come(client):
    expert = make_expert()
    make_assignment(expert=expert, state="assigned", declared_at=None)
    make_sheet(make_assignment(expert=expert), state="draft", points={})
    make_assignment(expert=expert)
    make_sheet(make_assignment(expert=expert))
    make_assignment(
        expert=expert, dossier=make_dossier(status=Status.ACCEPTED), state="assigned",
        declared_at=None,
    )  # fmt: skip
    make_assignment()  # somebody else's

    assert counts(desk(client, expert.user)) == {
        "待声明有无利益关系": 1,
        "待提交的评分表": 2,
        "已提交的评分表": 1,
        "已分派，评审尚未开始": 1,
    }


def test_the_administrators_see_their_lists(client):
    system, auditor = make_user(Role.SYSTEM), make_user(Role.AUDIT)
    security = make_user(Role.SECURITY)
    now = timezone.now()
    for n, at in ((1, now), (2, now - timedelta(days=30))):
        invitations.invite(
            email=f"invited{n}@example.com", name="示例", role="official",
            province="jilin", city="", by=system, at=at,
        )  # fmt: skip
    invitations.set_active(user=make_user(), is_active=False, by=security)

    assert counts(desk(client, system)) == {
        "等待接受的邀请": 1,
        "已过期、可以换新的邀请": 1,
    }
    assert counts(desk(client, auditor)) == {"今日的审计记录": 3}
    assert counts(desk(client, security))["已停用的账号"] >= 1


def test_a_desk_costs_the_same_for_one_of_everything_and_for_three(client):
    owner, city = make_user(), make_user(Role.CITY)
    official, expert = make_user(Role.OFFICIAL), make_expert()
    everybody = [owner, city, official, expert.user]

    def another():
        round = running()
        make_dossier(owner, round=round)
        filed = make_dossier(
            owner, round=round, kind="regional", status=Status.SUBMITTED
        )
        for writer, side in ((city, "city"), (owner, "enterprise")):
            filed.messages.create(
                writer=writer, side=side, number=1, text="示例", at=NOW
            )
        make_dossier(
            owner, round=round, kind="comprehensive", status=Status.RETURNED,
            correction_due=timezone.now() + timedelta(days=2),
        )  # fmt: skip
        make_dossier(round=round, status=Status.RECOMMENDED, recommended_order=1)
        RecommendationTerm.objects.create(round=round, due_at=round.closes_at)
        make_assignment(expert=expert, dossier=scored(Stage.SCORING))
        shortlist(scored(Stage.CLOSED).round, "approved", make_user(Role.OFFICIAL))
        chosen(owner, "示例")

    def costs():
        found = []
        for user in everybody:
            client.force_login(user)
            found.append(spent(client, user))
        return found

    another()
    one = costs()
    another()
    another()

    assert costs() == one
    assert max(one) <= 16  # session and user among them; four tell who has reported


@pytest.mark.parametrize("role", User.Role)
def test_what_is_public_is_one_step_away_for_everybody(client, role):
    client.force_login(make_user(role, province="jilin", city="长春市"))
    page = client.get("/").content.decode()
    for name in ("publicity_list", "draw_notices", "library", "letter_check"):
        assert f'href="{reverse(f"scoring:{name}")}"' in page
