# ruff: noqa: RUF001  full-width digits are what this is about
"""What people type: taken where it can be read in one way, else refused kindly."""

import pytest

from applications.forms.sections import SectionForms, data_of
from applications.presentation import Field, Section
from portal import guides

METRICS = guides.vocabulary().metrics
SECTION = Section(
    id="trial",
    title="试填",
    metrics=(
        METRICS["connected_devices"],
        METRICS["annual_platform_revenue"],
        METRICS["efficiency_gain"],
        METRICS["production_mode"],
        METRICS["serves_city_or_county"],
    ),
    fields=(
        Field("founded_on", "成立日期", "date"),
        Field("contact_mobile", "联系人手机", "phone"),
        Field("contact_email", "联系人电子邮箱", "email"),
        Field("platform_url", "平台网址", "url"),
        Field("platform_name", "平台名称", "text", max=10),
        Field("positioning", "平台定位", "longtext", max=20),
    ),
)
COUNT, AMOUNT, SHARE = "connected_devices", "annual_platform_revenue", "efficiency_gain"
DAY, PHONE, EMAIL, URL = "founded_on", "contact_mobile", "contact_email", "platform_url"
NAME, TEXT = "platform_name", "positioning"

GOOD = [
    (COUNT, "48", 48),
    (COUNT, "４８", 48),
    (COUNT, " 1,200 ", 1200),
    (COUNT, "1，200", 1200),
    (COUNT, "1200台", 1200),
    (COUNT, "0", 0),
    (COUNT, "", None),
    (COUNT, "\u3000", None),
    (AMOUNT, "12.50", "12.5"),
    (AMOUNT, "１２．５", "12.5"),
    (AMOUNT, "1,234.5万元", "1234.5"),
    (AMOUNT, "100", "100"),
    (SHARE, "12%", "12"),
    (SHARE, "１２．５％", "12.5"),
    (SHARE, "0.5%", "0.5"),
    ("production_mode", "discrete", "discrete"),
    ("serves_city_or_county", "no", False),
    (DAY, "2020-05-18", "2020-05-18"),
    (DAY, "2020年5月18日", "2020-05-18"),
    (PHONE, "139 1234 5678", "13912345678"),
    (EMAIL, "a@example.com", "a@example.com"),
    (URL, "https://example.com/a", "https://example.com/a"),
    (NAME, "示例𠮷平台", "示例𠮷平台"),
    (TEXT, "第一行\r\n第二行", "第一行\n第二行"),
]

BAD = [
    (COUNT, "1e3"),
    (COUNT, "１ｅ３"),
    (COUNT, "1_000"),
    (COUNT, "-5"),
    (COUNT, "－5"),
    (COUNT, "\u22125"),
    (COUNT, "+5"),
    (COUNT, "-0"),
    (COUNT, "NaN"),
    (COUNT, "nan"),
    (COUNT, "sNaN"),
    (COUNT, "Infinity"),
    (COUNT, "∞"),
    (COUNT, "0x10"),
    (COUNT, "--5"),
    (COUNT, ".5"),
    (COUNT, "5."),
    (COUNT, "12.5"),
    (COUNT, "00012"),
    (COUNT, "1,00,0"),
    (COUNT, "1 000"),
    (COUNT, "٣"),
    (COUNT, "²"),
    (COUNT, "①"),
    (COUNT, "十二"),
    (COUNT, "3万"),
    (COUNT, "1.2亿"),
    (COUNT, "约300"),
    (COUNT, "300多"),
    (COUNT, "300-400"),
    (COUNT, "300个"),
    (COUNT, "12%"),
    (COUNT, "¥12"),
    (COUNT, "1" * 30),
    (COUNT, "9" * 6000),
    (COUNT, "无"),
    (COUNT, "N/A"),
    (COUNT, "=1+1"),
    (COUNT, "true"),
    (COUNT, "null"),
    (AMOUNT, "1e309"),
    (AMOUNT, "1e-400"),
    (AMOUNT, "-12.5"),
    (AMOUNT, "12.5.1"),
    (AMOUNT, "12,5"),
    (AMOUNT, "12。5"),
    (AMOUNT, "1.2亿"),
    (AMOUNT, "1/2"),
    (SHARE, "0.12"),
    (SHARE, "-3%"),
    (SHARE, "12%%"),
    (SHARE, "百分之十"),
    ("production_mode", "semi"),
    ("serves_city_or_county", "maybe"),
    (DAY, "2020-02-30"),
    (DAY, "2020-13-01"),
    (DAY, "05/18/2020"),
    (DAY, "去年五月"),
    (DAY, "0000-00-00"),
    (PHONE, "12345"),
    (PHONE, "139123456789"),
    (EMAIL, "a@"),
    (EMAIL, "不是邮箱"),
    (URL, "www.example.com"),
    (URL, "javascript:alert(1)"),
    (URL, "ftp://example.com"),
    (NAME, "一二三四五六七八九十一"),
    (NAME, "示例\u202e平台"),
    (NAME, "示例\x07平台"),
    (NAME, "两行\n名称"),
    (TEXT, "\ue000 私用字符"),
    (TEXT, "字" * 21),
]


def read(name, typed):
    forms = SectionForms(SECTION, {name: typed})
    is_valid = forms.is_valid()
    return is_valid, forms


@pytest.mark.parametrize(("name", "typed", "kept"), GOOD)
def test_what_can_be_read_in_one_way_is_taken(name, typed, kept):
    is_valid, forms = read(name, typed)
    values = forms.values()

    assert is_valid
    assert {**values["profile"], **values["metrics"]}[name] == kept
    assert values["unread"] == {}


@pytest.mark.parametrize(("name", "typed"), BAD, ids=lambda v: repr(v)[:30])
def test_what_cannot_is_refused_in_chinese_with_a_remedy_and_is_not_lost(name, typed):
    is_valid, forms = read(name, typed)
    values = forms.values()

    assert not is_valid
    [message] = forms.fields.errors[name]
    assert any("一" <= char <= "鿿" for char in message)
    assert any(remedy in message for remedy in ("请", "例如", "应", "最多", "只有"))
    assert {**values["profile"], **values["metrics"]}[name] is None
    raw = typed.replace("\x00", "")
    assert values["unread"][name]["raw"] == raw
    assert values["unread"][name]["label"] == forms.fields.fields[name].label


@pytest.mark.parametrize(("name", "typed"), BAD[:3])
def test_what_was_refused_is_shown_again_with_its_error(name, typed):
    _, forms = read(name, typed)
    document = {"unread": {"trial": forms.values()["unread"]}}

    again = SectionForms(SECTION, data_of(SECTION, document))

    assert not again.is_valid()
    assert again.fields[name].value() == typed
    assert again.fields.errors == forms.fields.errors


def test_a_document_comes_back_as_it_was_typed_in():
    typed = {name: text for name, text, kept in GOOD if kept is not None}
    forms = SectionForms(SECTION, typed)
    assert forms.is_valid()
    values = forms.values()

    again = SectionForms(SECTION, data_of(SECTION, values))

    assert again.is_valid()
    assert again.values() == values
