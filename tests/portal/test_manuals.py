"""The manuals are pages of the portal, and what they show is there."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, reverse

from portal import manuals
from portal.models import User
from tests.factories import make_enterprise, make_user

FILES = sorted(settings.MANUALS.glob("*.md"))
SIDES = ["enterprise", "city", "expert", "official", "auditor"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_picture_is_there_and_says_what_it_shows(file):
    for words, target in re.findall(r"!\[(.*?)\]\((.*?)\)", file.read_text()):
        assert words
        assert (file.parent / target).is_file()


def test_no_picture_is_left_over():
    shown = {
        name for file in FILES for name in re.findall(r"[\w-]+\.png", file.read_text())
    }
    kept = {path.name for path in (settings.MANUALS / "pictures").glob("*.png")}
    assert kept == shown


@pytest.mark.parametrize("name", SIDES)
def test_a_manual_is_open_to_everybody_with_a_way_to_each_chapter(client, name):
    page = client.get(reverse("portal:manual", args=[name])).content.decode()

    for heading in manuals.manuals()[name].contents:
        assert f'<a href="#{heading}">' in page
        assert f'<h2 id="{heading}">' in page


def test_markup_in_a_manual_is_shown_not_run(tmp_path, settings):
    settings.MANUALS = tmp_path
    (tmp_path / "x.md").write_text("# 题\n\n<script>1</script>\n\n## 一\n")

    html = manuals.read(tmp_path / "x.md").html

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "address"),
    [
        (User.Role.ENTERPRISE, "/help/enterprise/"),
        (User.Role.CITY, "/help/city/"),
        (User.Role.EXPERT, "/help/expert/"),
        (User.Role.OFFICIAL, "/help/official/"),
        (User.Role.AUDIT, "/help/auditor/"),
        (User.Role.SYSTEM, "/help/"),
    ],
)
def test_each_page_leads_to_the_manual_of_who_reads_it(client, role, address):
    client.force_login(make_user(role))

    page = client.get(reverse("portal:manuals")).content.decode()

    assert f'<a href="{address}">帮助</a>' in page


@pytest.mark.parametrize("name", sorted(manuals.CHAPTERS))
def test_each_chapter_that_help_opens_is_there_and_so_is_each_page(name):
    known = {pattern.name for pattern in everywhere(get_resolver())}

    for chapter, addresses in manuals.CHAPTERS[name].items():
        assert chapter in manuals.manuals()[name].contents
        assert set(addresses.split()) <= known


def everywhere(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from everywhere(each)
        else:
            yield each


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "name", "chapter"),
    [
        (None, "applications:self_check", "enterprise/#先自评，再注册"),
        (None, "account_signup", "enterprise/#注册和登录"),
        (None, "scoring:home", ""),
        (User.Role.ENTERPRISE, "applications:colleagues", "enterprise/#邀请同事一起填"),
        (User.Role.CITY, "applications:city_list", "city/#推荐汇总表"),
        (User.Role.CITY, "scoring:home", "city/"),
        (User.Role.EXPERT, "scoring:tasks", "expert/#查看评审任务"),
        (User.Role.EXPERT, "scoring:calendar", "expert/"),
        (User.Role.OFFICIAL, "scoring:experts", "official/#专家库"),
        (User.Role.OFFICIAL, "scoring:roster", "official/#导入专家名册"),
        (User.Role.OFFICIAL, "scoring:workdays", "official/#工作日历"),
        (User.Role.AUDIT, "scoring:audit_lists", "auditor/#名单核查"),
        (User.Role.SYSTEM, "account_change_password", ""),
    ],
)
def test_help_opens_at_the_chapter_about_the_page(client, role, name, chapter):
    if role:
        user = make_user(role)
        if role == User.Role.ENTERPRISE:
            make_enterprise(user)
        client.force_login(user)

    page = client.get(reverse(name)).content.decode()

    assert f'<a href="/help/{quote(chapter, safe="/#")}">帮助</a>' in page
