"""What is shown of a dossier: sections, content, clause report, tables."""

import pytest
from django.template.loader import render_to_string

from applications.facts import original_weights
from applications.models import Dossier
from applications.presentation import (
    chapters_of,
    clause_report,
    files_of,
    moves_of,
    section_of,
    sections_of,
    table_rows,
)
from portal import guides
from portal.models import User
from tests.factories import (
    NOW,
    make_dossier,
    make_evidence,
    make_round,
    make_user,
)

JIANGSU = {
    "metrics": {"production_mode": "discrete", "connected_devices": 48},
    "industries": [],
    "domains": [],
    "parks": [],
    "profile": {"legal_representative": "示例人", "founded_on": "2015-03-02"},
    "capabilities": {"cap_security_mechanism": {"answer": "partly", "statement": "有"}},
    "cases": [{"name": "示例案例", "summary": "第一行\n第二行"}],
}


@pytest.fixture
def dossier(db):
    return make_dossier(
        round=make_round(province="jiangsu"), kind="enterprise", document=JIANGSU
    )


def test_a_section_asks_only_what_the_kind_is_tested_by():
    sections = sections_of(guides.load("jiangsu"), "enterprise")

    access = section_of(sections, "access")
    assert [metric.id for metric in access.metrics] == [
        "connected_devices",
        "collection_points",
        "manageable_devices",
    ]
    assert section_of(sections, "parks") is None
    assert section_of(sections, "industries") is None


def test_a_computed_figure_stands_with_the_figures_it_is_made_of():
    sections = sections_of(guides.load("shanxi"), "comprehensive")

    knowledge = section_of(sections, "knowledge")
    assert "models_and_microservices" in {metric.id for metric in knowledge.derived}


def test_each_capability_is_asked_once_in_the_order_of_the_clauses():
    sections = sections_of(guides.load("jilin"), "industry")

    questions = section_of(sections, "capabilities").questions
    ids = [question.metric.id for question in questions]
    assert len(ids) == len(set(ids))
    assert all(question.clauses for question in questions[:5])


def test_a_blind_view_leaves_out_what_names_the_applicant(dossier):
    def labels(**how):
        chapters = chapters_of(dossier, **how)
        return {line.label: line.value for c in chapters for line in c.lines}

    assert labels()["法定代表人"] == "示例人"
    assert labels()["成立日期"] == "2015年3月2日"
    assert "法定代表人" not in labels(is_blind=True)


def test_evidence_stands_at_its_section_its_clause_and_its_slot(dossier):
    make_evidence(dossier, section="access", name="设备清单.pdf")
    make_evidence(dossier, section="capabilities", clause="security", name="等保.pdf")
    make_evidence(dossier, section="attachments", clause="licence", name="执照.pdf")
    files = files_of(dossier.evidence.all(), lambda e: f"/evidence/{e.key}/")

    chapters = {c.id: c for c in chapters_of(dossier, files)}

    assert [f.name for f in chapters["access"].files] == ["设备清单.pdf"]
    slots = {slot.label: slot for slot in chapters["attachments"].slots}
    assert [f.name for f in slots["营业执照或法人证书"].files] == ["执照.pdf"]
    report = clause_report(dossier, files)
    line = next(x for x in report.lines if x.clause.id == "security")
    assert [f.name for f in line.files] == ["等保.pdf"]


def test_the_report_says_what_was_stated_what_is_asked_and_what_is_lacking(dossier):
    report = clause_report(dossier)

    html = render_to_string("applications/_findings.html", {"lines": report.lines})
    assert "还差 12 台" in html
    assert "现填 48" in html
    assert not report.is_eligible
    assert {"met", "unmet", "unknown"} >= {line.outcome for line in report.lines}


def test_both_values_of_an_overruled_clause_stay_visible(dossier):
    official = make_user(User.Role.OFFICIAL, province="jiangsu", name="示例处长")
    failing = clause_report(dossier).failing[0]
    dossier.rulings.create(
        clause=failing.clause.id,
        computed=failing.computed,
        is_met=True,
        reason="现场核查 62 台",
        by=official,
        at=NOW,
    )

    html = render_to_string(
        "applications/_findings.html", {"lines": clause_report(dossier).lines}
    )
    assert "系统核对" in html
    assert "人工认定" in html
    assert "现场核查 62 台" in html
    assert "示例处长" in html


def test_the_whole_dossier_is_printed_and_escaped(dossier):
    dossier.document["profile"]["positioning"] = "<script>alert(1)</script>"

    html = render_to_string(
        "applications/_dossier.html", {"chapters": chapters_of(dossier)}
    )
    assert "48 台" in html
    assert "部分符合" in html
    assert "第一行<br>第二行" in html
    assert "<script>" not in html


def test_a_table_shows_three_levels_with_their_provenance(db):
    round = make_round()

    rows = table_rows(round)

    assert [row.level for row in rows[:3]] == [1, 2, 3]
    leaf = next(row for row in rows if row.code == "4.1.5")
    assert (leaf.weight, leaf.provenance) == (10, "V")
    assert sum(row.weight for row in rows if row.level == 1) == 100
    assert original_weights(round) == {}


def test_moves_are_told_in_words(dossier):
    user = make_user(User.Role.CITY, name="示例科长")
    dossier.steps.create(
        at=NOW, by=user, action="recommend", status=Dossier.Status.RECOMMENDED
    )

    [move] = moves_of(dossier.steps.select_related("by"))
    assert (move.word, move.by) == ("市级推荐", "示例科长（市级推荐部门）")


def test_what_could_not_be_read_is_shown_as_typed_wherever_it_stands(dossier):
    names = {
        "organisation": "founded_on",
        "cases": "cases-0-started_on",
        "capabilities": "cap_security_mechanism-statement",
        "access": "connected_devices",
    }
    dossier.document["unread"] = {
        section: {name: {"label": "", "raw": f"某时{n}"}}
        for n, (section, name) in enumerate(names.items())
    }
    rows = make_dossier(document={"industries": [{}, {"name": "34 通用设备制造业"}]})
    entry = {"industries-0-name": {"label": "", "raw": "很多"}}
    rows.document["unread"] = {"industries": entry}
    first, second = (
        render_to_string(
            "applications/_dossier.html", {"chapters": chapters_of(each)}
        ).replace("\n", "")
        for each in (dossier, rows)
    )

    for n in range(len(names)):
        assert first.count(f"某时{n}（不能识别，需要修改）") == 1
    assert second.count("很多（不能识别，需要修改）") == 1
