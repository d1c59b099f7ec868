"""The commands as the contract promises them: answers, refusals, exit status, speed."""

import json
import resource
import time
from decimal import Decimal

import pytest

from portal import guides
from tests.portal.commands import answer, refusal, run, text
from tests.portal.rules.filled import filled

DOSSIER = {
    "guide": "jiangsu",
    "kind": "enterprise",
    "name": "示例",
    "metrics": {"production_mode": "discrete", "connected_devices": 48},
}
LONGEST = max(
    ((key, kind) for key in guides.on_file() for kind in guides.load(key).kinds),
    key=lambda pair: len(guides.load(pair[0]).kinds[pair[1]].clauses),
)


# guide


def test_the_guides_on_file_are_listed():
    found = answer("guide")
    assert [each["guide"] for each in found] == list(guides.on_file())
    [jilin] = [each for each in found if each["guide"] == "jilin/2025"]
    assert list(jilin["kinds"]) == [
        "comprehensive",
        "industry",
        "regional",
        "specialized",
    ]
    assert "jilin/2025" in text("guide")


def test_a_guide_is_shown_in_the_contract_s_shape():
    found = answer("guide", "jiangsu")
    assert list(found) == ["guide", "title", "kinds", "table"]
    assert found["guide"].startswith("jiangsu/")
    assert found["table"] is None
    kind = found["kinds"]["enterprise"]
    assert (kind["label"], kind["library"]) == ("企业级", None)
    assert {
        "id": "connected_devices",
        "scope": "metrics",
        "type": "int",
        "unit": "台",
        "label": "已连接工业设备数量",
    } in kind["fields"]
    [mode] = [each for each in kind["fields"] if each["id"] == "production_mode"]
    assert mode["choices"] == ["discrete", "process", "mixed"]
    assert mode["unit"] is None
    [access] = [
        each
        for each in kind["clauses"]
        if each["metrics"] == ["connected_devices", "collection_points"]
    ]
    assert list(access) == ["id", "source", "text", "wording", "metrics"]
    assert access["wording"] == "mandatory"
    assert "不少于 60 台工业设备" in access["text"]


def test_a_guide_s_table_is_shown_with_the_provenance_of_each_leaf():
    table = answer("guide", "jilin")["table"]
    assert table["id"] == "jilin/2025"
    assert table["ties"] == ["服务能力", "技术能力"]
    [case] = [
        e for e in table["indicators"] if e["path"][-1] == "企业/中小企业服务案例"
    ]
    assert (case["weight"], case["provenance"]) == ("10", "verbatim")
    assert case["path"][:2] == ["服务能力", "应用服务水平"]
    assert {
        each["weight"] for each in answer("guide", "shanxi")["table"]["indicators"]
    } == {None}


def test_libraries_are_those_that_the_guide_names():
    kinds = answer("guide", "jilin/2025")["kinds"]
    assert kinds["industry"]["library"] == "省级平台培育库"
    assert kinds["specialized"]["library"] == "省级储备平台培育库"


@pytest.mark.parametrize("key", guides.on_file())
def test_a_guide_is_shown_to_people_too(key):
    shown = text("guide", key)
    assert guides.load(key).title in shown


def test_an_unknown_guide_is_refused():
    assert "hunan" in refusal("guide", "hunan")


@pytest.mark.parametrize("key", guides.on_file())
def test_a_program_can_fill_a_dossier_from_the_fields(key, file):
    """What ``fields`` lists is enough to state, and all of it may be stated."""
    samples = {"int": 1, "decimal": "1", "bool": True, "text": "示例"}
    for kind, shown in answer("guide", key)["kinds"].items():
        scopes: dict = {
            "metrics": {},
            "industries": [{}],
            "domains": [{}],
            "parks": [{}],
        }
        for each in shown["fields"]:
            value = each["choices"][0] if "choices" in each else samples[each["type"]]
            values = scopes[each["scope"]]
            (values if each["scope"] == "metrics" else values[0])[each["id"]] = value
        [found] = answer("screen", file({"guide": key, "kind": kind, **scopes}))
        stated = [gap["stated"] for each in found["verdicts"] for gap in each["gaps"]]
        assert None not in stated


# screen


def test_a_dossier_is_answered_in_the_contract_s_shape(file):
    [found] = answer("screen", file(DOSSIER))
    assert list(found) == ["name", "guide", "kind", "eligible", "verdicts"]
    assert (found["name"], found["kind"], found["eligible"]) == (
        "示例",
        "enterprise",
        False,
    )
    [access] = [
        each
        for each in found["verdicts"]
        if any(gap["metric"] == "connected_devices" for gap in each["gaps"])
    ]
    assert list(access) == ["clause", "outcome", "wording", "text", "source", "gaps"]
    assert access["outcome"] == "unmet"
    assert access["gaps"] == [
        {
            "metric": "connected_devices",
            "stated": "48",
            "required": ">= 60",
            "short_by": "12",
            "unit": "台",
        }
    ]


def test_dossiers_are_answered_in_the_order_of_the_file(file):
    many = [{**DOSSIER, "name": f"示例{n}"} for n in (3, 1, 2)]
    found = answer("screen", file(many))
    assert [each["name"] for each in found] == ["示例3", "示例1", "示例2"]
    assert answer("screen", file([])) == []


@pytest.mark.parametrize("key", [k for k in guides.on_file() if guides.load(k).kinds])
def test_one_dossier_can_be_held_against_every_province(key, file):
    for kind in guides.load(key).kinds:
        [found] = answer("screen", file(DOSSIER), "--guide", key, "--kind", kind)
        assert (found["guide"], found["kind"], found["eligible"]) == (key, kind, False)
        path = file(filled(guides.load(key), kind))
        assert answer("screen", path)[0]["eligible"] is True


def test_people_read_what_is_lacking(file):
    shown = text("screen", file(DOSSIER))
    assert "不符合" in shown
    assert "要求 >= 60 台，现填 48，还差 12 台" in shown


def with_metrics(**metrics: object) -> dict:
    return {**DOSSIER, "metrics": metrics}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([DOSSIER] * 3 + [with_metrics(staff=1.5)], "dossiers[3].metrics.staff"),
        (with_metrics(connected_devices=-1), "：metrics.connected_devices"),
        (with_metrics(connected_devices="many"), "：metrics.connected_devices"),
        (with_metrics(cap_infrastructure="true"), "：metrics.cap_infrastructure"),
        (with_metrics(devices=1), "：metrics.devices"),
        ([{**DOSSIER, "parks": [{}, {"staff": 1}]}], "dossiers[0].parks[1].staff"),
        ([DOSSIER, {"guide": "jiangsu", "kind": "enterprise"}], "dossiers[1].metrics"),
        ([DOSSIER, []], "dossiers[1]"),
        ({**DOSSIER, "guide": "hunan"}, "guide"),
        ([{**DOSSIER, "kind": "national"}], "dossiers[0].kind"),
        ([{**DOSSIER, "guide": "miit"}], "dossiers[0].kind"),
        ({"metrics": {}, "kind": "enterprise"}, "guide"),
        ({"metrics": {}, "guide": "jiangsu"}, "kind"),
        ("text", "JSON 对象"),
        (b'{"metrics": {"staff": 1, "staff": 2}}', "metrics.staff"),
        (b'{"metrics": {"staff": NaN}}', "metrics.staff"),
        (b'{"metrics": {"staff": 1e3}}', "metrics.staff"),
        (b'{"metrics": {"staff": 60.0}}', "metrics.staff"),
        (b"[" * 100_000, "嵌套过深"),
        (b"\xff\xfe", "UTF-8"),
        (b"{", "JSON"),
        (b"", "JSON"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_file_and_place(document, place, file):
    path = file(document)
    message = refusal("screen", path, "--json")
    assert str(path) in message
    assert place in message


def test_bad_options_are_refused(file):
    assert "--guide" in refusal("screen", file(DOSSIER), "--guide", "hunan")
    assert "--kind" in refusal("screen", file(DOSSIER), "--kind", "specialized")


def test_a_file_that_is_no_document_is_refused(file, tmp_path):
    assert "missing.json" in refusal("screen", tmp_path / "missing.json")
    refusal("screen", tmp_path)
    assert "filled.xlsx" in refusal("screen", file(b"PK\x03\x04...", "filled.xlsx"))


# check_guides, and the process


def test_every_guide_on_file_holds():
    shown = text("check_guides")
    assert [line.split()[0] for line in shown.splitlines()] == list(guides.on_file())


def test_a_refusal_is_one_line_on_standard_error_and_status_2(file):
    done = run("screen", file(with_metrics(connected_devices=1.5)), "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"metrics.connected_devices" in done.stderr


def test_an_answer_is_utf_8_whatever_the_locale_is(file):
    done = run("screen", file(DOSSIER), "--json", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))[0]["name"] == "示例"
    assert "示例".encode() in done.stdout


def test_ten_thousand_dossiers_cost_little_more_than_to_read_their_file(file):
    """Against the longest guide, start-up included, in time of the processor; ten
    seconds on the machine that was measured, whose speed is not always the same."""
    one = filled(guides.load(LONGEST[0]), LONGEST[1])
    one["metrics"] |= dict.fromkeys(list(one["metrics"])[::3])
    line = json.dumps(one, ensure_ascii=False)
    content = f"[{','.join([line] * 10_000)}]"
    path = file(content.encode())
    begun = time.process_time()
    json.loads(content, parse_float=Decimal)
    reading = time.process_time() - begun
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("screen", path, "--json")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert done.stdout.count(b'"eligible": false') == 10_000
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent <= 20 * reading, (spent, reading)
