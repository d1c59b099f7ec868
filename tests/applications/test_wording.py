"""Gaps in words, live or out of a frozen report."""

import pytest

from applications.wording import sentence
from portal import guides, rules

WORDS = guides.vocabulary()
ABILITY = WORDS.metrics["cap_infrastructure"].label


def gap(metric, stated, required, short_by=None, row=None, scope="metrics"):
    found = WORDS.find(metric, scope) or WORDS.count_of(metric)
    return rules.Gap(found, stated, required, short_by, row)


SENTENCES = [
    (
        gap("connected_devices", "48", ">= 60", "12"),
        "已连接工业设备数量还差 12 台，要求不少于 60，现填 48",
    ),
    (
        gap("connected_devices", None, ">= 30000"),
        "已连接工业设备数量未填，要求不少于 30,000 台",
    ),
    (
        gap("annual_platform_revenue", "100", "> 100", "0"),
        "平台及软件年营业收入要求超过 100，现填 100",
    ),
    (
        gap("efficiency_gain", "9.5", ">= 10", "0.5"),
        "工作效率提升还差 0.5 个百分点，要求不少于 10%，现填 9.5%",
    ),
    (
        gap("connected_device_ratio", "59.99", ">= 60", "0.01"),
        "可连接工业设备占比还差 0.01 个百分点，要求不少于 60%，现为 59.99%",
    ),
    (
        gap("connected_device_ratio", None, ">= 60"),
        "可连接工业设备占比缺少计算所需的数据，要求不少于 60%",
    ),
    (
        gap("covered_industries", "0", ">= 5", "5"),
        "覆盖行业数量还差 5 个，要求不少于 5，现为 0",
    ),
    (
        gap("enterprise_users", "48", ">= 50", "2", "汽车", "industries"),
        "“汽车”的企业用户数量还差 2 家，要求不少于 50，现填 48",
    ),
    (
        gap("production_mode", None, "discrete/mixed"),
        "行业生产类型未填，填写后才能核对",
    ),
    (
        gap("production_mode", "process", "discrete/mixed"),
        "行业生产类型须为离散或兼有，现填流程",
    ),
    (
        gap("serves_city_or_county", "no", "yes"),
        "面向设区市、县（区）提供服务：要求“是”，现填“否”",
    ),
    (gap("cap_infrastructure", None, "yes"), f"“{ABILITY}”尚未作答"),
    (
        gap("cap_infrastructure", "no", "yes"),
        f"“{ABILITY}”自评为部分符合或不符合，要求符合",
    ),
]


@pytest.mark.parametrize(("live", "expected"), SENTENCES, ids=lambda v: str(v)[:20])
def test_a_gap_reads_the_same_live_and_frozen(live, expected):
    assert sentence(live, WORDS) == expected
    assert sentence(live.data(), WORDS) == expected
