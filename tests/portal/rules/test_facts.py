"""What a dossier may state, and how each bad statement is refused with its place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import DocumentError, Facts, read_facts, read_json, value_of
from portal.rules.exactjson import Inexact, Repeated
from tests.portal.rules.made import WORDS


def refused(document, place="") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_facts(document, WORDS, place)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_dossier_is_read_as_the_contract_writes_it():
    document = {
        "guide": "jiangsu",
        "kind": "enterprise",
        "name": "示例",
        "metrics": {
            "production_mode": "discrete",
            "connected_devices": 60,
            "yield_gain": Decimal("12.5"),
            "cap_infrastructure": False,
            "subscribers": None,
        },
        "industries": [{"name": "钢铁", "has_solution": True}],
        "parks": [],
    }
    assert read_facts(document, WORDS) == Facts(
        {
            "production_mode": "discrete",
            "connected_devices": 60,
            "yield_gain": Decimal("12.5"),
            "cap_infrastructure": False,
        },
        {"industries": ({"name": "钢铁", "has_solution": True},), "parks": ()},
    )


def test_plain_digits_as_text_are_numbers():
    stated = {"connected_devices": "60", "yield_gain": "12.5", "rd_intensity": "3"}
    assert read_facts({"metrics": stated}, WORDS).metrics == {
        "connected_devices": 60,
        "yield_gain": Decimal("12.5"),
        "rd_intensity": Decimal(3),
    }


@pytest.mark.parametrize(
    "bad",
    [
        *(Decimal("60.5"), Decimal("60.0"), 60.0, float("nan"), -1, "-1", True, False),
        *(
            "60.0",
            "6e1",
            "1_000",
            "1,000",
            "\uff16\uff10",
            "٣",
            "²",
            "",
            " 60",
            "060",
            "abc",
        ),
        *("60台", "+60", "0x3C", "NaN", Inexact("1e3"), Inexact("NaN")),
        *(10**15, "9" * 16, [], {}, Decimal("NaN")),
    ],
    ids=repr,
)
def test_an_int_is_nothing_but_a_whole_number(bad):
    error = refused({"metrics": {"connected_devices": bad}})
    assert error.place == "metrics.connected_devices"
    assert "整数" in error.message


@pytest.mark.parametrize(
    "bad",
    [
        *(12.5, -1, Decimal("-0.1"), Decimal("-0.0"), "-0", True, "1e2", "12,5", ".5"),
        *("5.", "12.5%", Decimal("Infinity"), Decimal("NaN"), Decimal("1E+3"), []),
        *(Decimal("0." + "0" * 15 + "1"), "1" * 17, Inexact("1e-400")),
    ],
    ids=repr,
)
def test_a_decimal_is_nothing_but_a_plain_decimal(bad):
    error = refused({"metrics": {"yield_gain": bad}})
    assert error.place == "metrics.yield_gain"


@pytest.mark.parametrize("bad", ["true", "yes", 1, 0, "", Decimal(1), []])
def test_a_bool_is_no_text_and_no_number(bad):
    error = refused({"metrics": {"cap_infrastructure": bad}})
    assert error.place == "metrics.cap_infrastructure"


@pytest.mark.parametrize("bad", ["", "Discrete", "离散", 1, True, ["discrete"]])
def test_a_choice_is_one_of_its_choices(bad):
    error = refused({"metrics": {"production_mode": bad}})
    assert "discrete、process、mixed" in error.message


@pytest.mark.parametrize(
    "bad", [1, True, "甲\n乙", "a\x00", "\ud800", "a\u202eb", "\ue000", "长" * 501, []]
)
def test_a_name_is_plain_text_of_one_line(bad):
    error = refused({"metrics": {}, "parks": [{"name": "甲"}, {"name": bad}]})
    assert error.place == "parks[1].name"


@pytest.mark.parametrize(
    "name", ["𠮷野家", "䶮", "买买提·艾力", "示例（甲）", "👨\u200d🔧"]
)
def test_rare_characters_stay_as_they_are(name):
    facts = read_facts({"metrics": {}, "parks": [{"name": name}]}, WORDS)
    assert facts.rows["parks"][0]["name"] == name


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], ""),
        ("x", ""),
        (None, ""),
        ({}, "metrics"),
        ({"metrics": None}, "metrics"),
        ({"metrics": []}, "metrics"),
        ({"metrics": {}, "cases": []}, "cases"),
        ({"metrics": {}, "kind": 1}, "kind"),
        ({"metrics": {}, "name": ["x"]}, "name"),
        ({"metrics": {"devices": 1}}, "metrics.devices"),
        ({"metrics": {"enterprise_users": 1}}, "metrics.enterprise_users"),
        ({"metrics": {"name": "x"}}, "metrics.name"),
        ({"metrics": {"connected_device_ratio": 50}}, "metrics.connected_device_ratio"),
        ({"metrics": {}, "industries": {}}, "industries"),
        ({"metrics": {}, "industries": None}, "industries"),
        ({"metrics": {}, "industries": ["钢铁"]}, "industries[0]"),
        ({"metrics": {}, "domains": [{}, {"staff": 1}]}, "domains[1].staff"),
        ({"metrics": {}, "parks": [{}] * 1001}, "parks"),
    ],
)
def test_what_stands_in_the_wrong_place_is_refused_by_its_place(document, place):
    assert refused(document).place == place


def test_a_computed_figure_is_said_to_be_computed():
    error = refused({"metrics": {"covered_industries": 3}})
    assert "由系统计算" in error.message


def test_the_place_of_the_dossier_stands_in_front():
    error = refused({"metrics": {"connected_devices": -1}}, "dossiers[3]")
    assert error.place == "dossiers[3].metrics.connected_devices"
    assert "-1" in error.message


def test_an_odd_key_is_said_in_one_short_line():
    error = refused({"metrics": {"a\nb" * 999: 1}})
    assert len(str(error)) < 150


def test_a_repeated_key_is_refused_where_it_stands():
    text = '{"metrics": {"staff": 1, "subscribers": 2, "staff": 3}}'
    assert refused(read_json(text.encode())).place == "metrics.staff"
    text = '{"metrics": {}, "parks": [{"name": "a", "name": "a"}]}'
    assert refused(read_json(text.encode())).place == "parks[0].name"
    text = '{"metrics": {}, "metrics": {}}'
    assert refused(read_json(text.encode())).place == "metrics"


def test_json_numbers_stay_what_was_written():
    found = read_json(b"[60, 12.50, 1e3, 1E-400, NaN, -Infinity, -0]")
    assert found[:2] == [60, Decimal("12.50")]
    assert str(found[1]) == "12.50"
    assert [each.written for each in found[2:6]] == [
        "1e3",
        "1E-400",
        "NaN",
        "-Infinity",
    ]
    assert found[6] == 0
    assert isinstance(read_json(b"9" * 6000), Inexact)


def test_a_byte_order_mark_is_no_part_of_the_document():
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_an_object_says_which_key_stands_twice():
    found = read_json(b'{"a": 1, "b": 2, "b": 3, "a": 4}')
    assert isinstance(found, Repeated)
    assert found.repeated == "b"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"[1,]", b"nul", b'{"a" 1}', b"\xff\xfe[]", b'"\xc0\xae"', b"[]x"),
        *(b"[" * 100_000, b'{"a":' * 100_000),
    ],
    ids=lambda data: repr(data[:8]),
)
def test_what_is_no_json_is_refused_in_one_line(data):
    with pytest.raises(DocumentError) as caught:
        read_json(data)
    assert "\n" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(id=st.sampled_from(sorted(WORDS.metrics)), value=JSON)
def test_a_statement_is_read_exactly_or_refused_never_worse(id, value):
    place = None
    try:
        facts = read_facts({"metrics": {id: value}}, WORDS)
    except DocumentError as error:
        place = error.place
    if place is None:
        found = facts.metrics.get(id)
        assert (found is None) if value is None else (str(found) == str(value))
    else:
        assert place == f"metrics.{id}"


def test_derived_values_are_computed_from_what_is_stated():
    document = {
        "metrics": {
            "industrial_models": 3,
            "microservices": 4,
            "connected_devices": 1,
            "enterprise_devices": 3,
        },
        "industries": [{}, {}],
    }
    facts = read_facts(document, WORDS)
    found = {id: value_of(metric, facts) for id, metric in WORDS.derived.items()}
    assert found["models_and_microservices"] == 7
    assert found["covered_industries"] == 2
    assert found["covered_domains"] == 0
    assert (found["connected_device_ratio"].first, 3) == (1, 3)
    assert found["park_served_ratio"] is None
