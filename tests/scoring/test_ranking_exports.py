"""Workbooks read back; page, workbook and the command ``rank`` say the same."""

import json
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from applications.facts import guide_of
from applications.models import Ruling
from scoring.facts import lines_of, sheets_of
from scoring.models import ScoreSheet
from tests.factories import NOW, make_enterprise
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    make_closed_round,
    make_officials,
    make_ranked,
)
from tests.scoring.pages import frozen, url

pytestmark = pytest.mark.django_db
RULE = {"method": "trimmed_mean", "drop": 1, "from": 3}


@pytest.fixture
def round():
    """Ties, trimmed sheets, a ruling, the ineligible: all in one round."""
    round = make_closed_round(rule=RULE)
    make_ranked(round, "A-01", "0.61", "0.93", "0.77")
    make_ranked(round, "A-02", "0.8", "0.85")
    make_ranked(round, "A-03", "0.8", "0.85", moved="0.4")
    make_ranked(round, "A-04", "0.8", "0.85")
    make_ranked(round, "A-05", "1", lacking=[CAP_SECURITY])
    make_ranked(round, "A-06", lacking=[CAP_SECURITY])
    return round


@pytest.fixture
def officials():
    return make_officials()


def workbook(client, name, round, **query):
    response = client.get(url(name, round), query)
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))


def rows_of(page) -> list[dict]:
    """The rows under the frozen header, by its heads."""
    head = int(page.freeze_panes.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
    heads = [cell.value for cell in page[head]]
    rows = page.iter_rows(min_row=head + 1, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def ranked_by_command(round, tmp_path) -> list[dict]:
    document = {
        "table": round.table,
        "rule": round.rule,
        "ineligible": [n.number for n in lines_of(round, KIND) if not n.is_eligible],
        "sheets": [
            {
                "dossier": sheet.dossier,
                "reviewer": sheet.reviewer,
                "points": {code: str(points) for code, points in sheet.points.items()},
            }
            for sheet in sheets_of(round, KIND)
        ],
    }
    file = tmp_path / "rank.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    out = StringIO()
    call_command("rank", str(file), json=True, stdout=out)
    return json.loads(out.getvalue())


def by_page(client, round) -> list[dict]:
    page = client.get(url("ranking", round))
    table = page.context["table"]
    text = page.content.decode()
    lines = [row.line for row in (*table.above, *table.below)]
    assert all(f"<strong>{line.mark}</strong>" in text for line in lines)
    return [
        {
            "place": line.place,
            "dossier": line.number,
            "mark": None if line.mark is None else f"{line.mark:.2f}",
            "groups": {name: f"{mark:.2f}" for name, mark in line.groups.items()},
            "sheets": line.sheets,
        }
        for line in (*lines, *(each.line for each in table.apart))
    ]


def by_workbook(client, round) -> list[dict]:
    rows = rows_of(workbook(client, "ranking_export", round)["排名"])
    groups = ["经营能力", "创新能力", "技术能力", "服务能力"]
    return [
        {
            "place": row["名次"],
            "dossier": row["申报编号"],
            "mark": None if row["得分"] is None else f"{row['得分']:.2f}",
            "groups": {g: f"{row[g]:.2f}" for g in groups if row[g] is not None},
            "sheets": row["评分份数"],
        }
        for row in rows
    ]


def test_page_workbook_and_command_give_the_same_ranking(
    client, round, officials, tmp_path
):
    client.force_login(officials[0])

    commanded = ranked_by_command(round, tmp_path)

    assert [each["place"] for each in commanded] == [1, 1, 3, 4, None, None]
    assert by_page(client, round) == commanded
    assert by_workbook(client, round) == commanded
    frozen(round, officials[0])
    assert by_page(client, round) == commanded
    assert by_workbook(client, round) == commanded


def test_numbers_are_numbers_and_no_text_is_a_formula(client, round, officials):
    make_ranked(
        round,
        "=1+1",
        "0.5",
        enterprise=make_enterprise(name="=HYPERLINK(示例)", city="+长春"),
        platform="@示例",
    )
    client.force_login(officials[0])

    for name in ("ranking_export", "marks_export"):
        book = workbook(client, name, round)
        for page in book:
            assert page.freeze_panes
            kinds = {cell.data_type for row in page for cell in row}
            assert kinds <= {"s", "n", "d"}
    page = workbook(client, "ranking_export", round)["排名"]
    marks = [c for row in page for c in row if c.number_format == "0.00" and c.value]
    assert marks
    assert all(cell.data_type == "n" for cell in marks)
    assert "=HYPERLINK(示例)" in {cell.value for row in page for cell in row}


def test_the_list_says_who_is_selected_and_why_others_are_not(client, round, officials):
    client.force_login(officials[0])

    rows = rows_of(
        workbook(client, "ranking_export", round, cut="quota", quota="2")["排名"]
    )

    assert [row["结果"] for row in rows] == [
        *("拟入选", "拟入选", "未入选", "未入选"),
        *("未达到门槛", "未达到门槛"),
    ]
    assert "并列第 1 名" in rows[0]["同分说明"]
    assert "“服务能力”" in rows[2]["同分说明"]
    assert "安全防护能力" in rows[4]["未达到的条款"]
    assert rows[0]["极差"] == pytest.approx(rows[0]["最高分"] - rows[0]["最低分"])


def test_a_line_that_cannot_be_drawn_is_said_and_the_list_is_exported(
    client, round, officials
):
    client.force_login(officials[0])

    rows = rows_of(
        workbook(client, "ranking_export", round, cut="quota", quota="1")["排名"]
    )

    assert {row["结果"] for row in rows[:4]} == {"入围线未定"}


def test_the_thresholds_stand_clause_by_clause_with_the_ruling(
    client, round, officials
):
    Ruling.objects.create(
        dossier=round.dossiers.get(number="A-01"),
        clause=SECURITY,
        computed="met",
        is_met=False,
        reason="没有制度文件。",
        by=officials[0],
        at=NOW,
    )
    client.force_login(officials[0])

    rows = rows_of(workbook(client, "ranking_export", round)["门槛"])

    assert len(rows) == 6 * 11
    found = {(row["申报编号"], row["条款"]): row for row in rows}
    clauses = [clause.id for clause in guide_of(round).kinds[KIND].clauses]
    place = f"第 {clauses.index(SECURITY) + 1} 条"
    ruled, failed = found["A-01", place], found["A-05", place]
    assert (ruled["系统核对"], ruled["人工认定"]) == ("达到", "不符合")
    assert (ruled["结论"], ruled["认定理由"]) == ("未达到", "没有制度文件。")
    assert ruled["认定时间"].hour == 10  # Beijing
    assert (failed["系统核对"], failed["结论"]) == ("未达到", "未达到")
    assert failed["现填"] == "平台安全防护能力 部分符合或不符合"
    assert failed["要求"] == "平台安全防护能力：符合"
    assert failed["约束"] == "必备"


def test_the_marks_stand_by_expert_code_and_never_by_name(client, round, officials):
    client.force_login(officials[0])

    book = workbook(client, "ranking_export", round)

    sheets = {(s.dossier, s.reviewer): s.points for s in sheets_of(round, KIND)}
    rows = rows_of(book["得分"])
    assert {(row["申报编号"], row["专家编号"]) for row in rows} == set(sheets)
    for row in rows:
        points = sheets[row["申报编号"], row["专家编号"]]
        assert Decimal(str(row["总分"])) == sum(points.values())
        [service] = [value for head, value in row.items() if head.startswith("4.1.5 ")]
        assert Decimal(str(service)) == points["4.1.5"]
    names = {s.assignment.expert.user.name for s in ScoreSheet.objects.all()}
    cells = {str(c.value) for page in book for row in page for c in row if c.value}
    assert not [n for n in names if any(n in cell for cell in cells)]


def test_the_rules_say_by_what_and_by_whom(client, round, officials):
    shortlist = frozen(round, officials[0])
    client.force_login(officials[0])

    page = workbook(client, "ranking_export", round)["规则"]

    above = [
        row[0].value for row in page.iter_rows(max_row=page.max_row) if row[0].value
    ]
    text = "\n".join(above)
    assert "汇总规则：评分满 3 份的，去掉一个最高分和一个最低分后取平均" in text
    assert "（补全版）" in text
    assert "入围方式：按名额 2 家" in text
    assert f"规则摘要 SHA-256：{round.digest}" in text
    assert f"排名摘要 SHA-256：{shortlist.digest}" in text
    assert "冻结：示例王处长" in text
    rows = rows_of(page)
    assert sum(row["权重"] for row in rows) == pytest.approx(100)
    assert {row["来源"] for row in rows} == {
        *("V 原表残存", "W 权重残存、名称补", "R 补全")
    }


def test_the_details_hold_every_sheet_with_its_comments(client, round, officials):
    sheet = ScoreSheet.objects.order_by("pk").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(
        comments={"4.1.5": "=案例真实"}, remark="总体较好。"
    )
    gone = ScoreSheet.objects.order_by("pk").last()
    gone.assignment.state = "recused"
    gone.assignment.ended_at = NOW
    gone.assignment.save()
    client.force_login(officials[0])

    book = workbook(client, "marks_export", round)

    rows = rows_of(book["评分明细"])
    assert len(rows) == ScoreSheet.objects.count() - 1
    first = next(r for r in rows if r["专家编号"] == sheet.assignment.expert.code)
    assert first["总体评价"] == "总体较好。"
    assert first["提交时间"].hour == 10
    [comment] = rows_of(book["评语"])
    assert comment["评语"] == "=案例真实"
    assert comment["指标编号"] == "4.1.5"
    assert Decimal(str(comment["得分"])) == Decimal(sheet.points["4.1.5"])
