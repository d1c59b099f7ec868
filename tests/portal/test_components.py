"""Each component shows itself with nothing but what its first line demands."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import timezone

from tests.house.tree import ROOT

COMPONENTS = ROOT / "templates" / "components"


class Question(forms.Form):
    devices = forms.IntegerField(
        label="接入设备",
        help_text="截至上月底",
        error_messages={"required": "请填写台数。"},
    )
    mode = forms.ChoiceField(
        label="行业类型", choices=[("a", "离散")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="承诺", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


TAKES = {
    "badge": {"tone": "ok", "text": "已完成"},
    "clause": {"text": "设备不少于 60 台。", "source": "二、服务能力"},
    "countdown": {
        "label": "距截止还有",
        "until": datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
        "after": "已截止",
    },
    "crumbs": {"trail": [("首页", "/")], "here": "申报书"},
    "deadline": {"at": datetime(2026, 11, 30, 9, 30, tzinfo=UTC)},
    "default_submit": {"name": "then", "value": "save"},
    "empty": {"text": "还没有申报书。"},
    "error_summary": {"forms": Question({})},
    "field": {"field": Question()["devices"]},
    "fields": {"form": Question({})},
    "interval": {
        "value": "1.2", "low": "0.4", "high": "2", "reach": "3", "span": "6",
        "label": "宽严",
    },
    "meter": {"label": "已评", "value": 1, "max": 4, "text": "1 / 4"},
    "outcome": {"outcome": "unmet"},
    "pager": {"page": Paginator(range(1, 100), 20).page(2)},
    "progress": {"label": "生成", "done": 0, "total": 0},
    "saved": {"saved_at": ""},
    "steps": {"steps": [("注册", "done"), ("填报", "current"), ("审查", "todo")]},
    "summary_list": {"rows": [("单位", ""), ("编号", "1")]},
    "tabs": {"label": "章节", "tabs": [("一", "#a", True)]},
}  # fmt: skip


def shown(name: str, **more) -> str:
    context = Context(TAKES[name] | more)
    context.request = RequestFactory().get("/", {"city": "示例市"})
    return get_template(f"components/{name}.html").template.render(context)


def test_every_component_is_tried_here():
    assert set(TAKES) == {file.stem for file in COMPONENTS.glob("*.html")}


@pytest.mark.parametrize("name", TAKES)
def test_a_component_says_what_it_takes_and_needs_no_more(name):
    first = (COMPONENTS / f"{name}.html").read_text().splitlines()[0]
    assert first.startswith("{# ")
    assert "Takes: " in first
    assert "<" in shown(name)


def test_a_wrong_field_names_its_error_above_the_control():
    html = shown("field", field=Question({})["devices"], unit="台")
    assert html.index("截至上月底") < html.index("请填写台数。") < html.index("<input")
    assert 'aria-describedby="id_devices_helptext id_devices_error"' in html
    assert 'id="id_devices_error"' in html


def test_the_summary_links_to_what_must_be_put_right():
    html = shown("error_summary")
    assert "有 2 处需要修改" in html
    assert 'href="#id_devices"' in html
    assert 'href="#id_mode_group"' in html
    assert "<" not in shown("error_summary", forms=Question()).replace("\n", "")


def test_an_outcome_is_a_word_and_a_sign():
    assert "未达到" in shown("outcome")
    assert "✕" in shown("outcome")
    assert "达到" in shown("outcome", outcome="met")
    assert "未填报" in shown("outcome", outcome="unknown")


def test_turning_a_page_keeps_the_filters():
    html = shown("pager")
    assert "city=%E7%A4%BA%E4%BE%8B%E5%B8%82&amp;page=3" in html
    assert "第 2 / 5 页" in html


def test_a_countdown_says_when_it_is_over():
    assert "已截止" in shown("countdown", until=timezone.now() - timedelta(days=1))
    assert "2 天" in shown("countdown", until=timezone.now() + timedelta(days=2.5))


def test_figures_in_attributes_are_never_grouped():
    assert 'max="12000"' in shown("progress", done=1000, total=12000)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500"])
def test_an_error_page_needs_no_variable(name):
    html = render_to_string(f"{name}.html")
    assert "返回首页" in html
    assert 'lang="zh-Hans"' in html


def test_a_confirmation_names_what_will_happen_to_whom():
    context = {
        "heading": "退回 12 份申报书",
        "action": "退回补正",
        "cancel_url": "/",
        "consequences": ["企业收到通知。"],
        "affected": [f"示例企业{number}" for number in range(12)],
        "irreversible": "通知不能收回。",
        "form": Question(),
        "hidden": [("dossier", 7)],
    }
    html = render_to_string("confirm.html", context)
    assert "涉及 12 家" in html
    assert "示例企业9" in html
    assert "示例企业10" not in html
    assert 'name="dossier" value="7"' in html
    assert 'method="post"' in html
