"""The audit log is written with the deed and cannot be changed by the portal."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from portal.audit import record
from portal.models import AuditEntry, User
from portal.models.audit import AuditLogIsAppendOnly
from portal.templatetags.audit import NAMES
from tests.factories import make_user


def actions_in_the_code() -> set[str]:
    found: set[str] = set()
    for app in ("portal", "applications", "scoring"):
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            found |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', file.read_text()))
    return found & {
        word
        for file in Path(settings.BASE_DIR).glob("*/**/*.py")
        if ".venv" not in file.parts
        for word in re.findall(
            r'(?:action=|action = )(?:\(\s*)?"([a-z_]+\.[a-z_]+)"', file.read_text()
        )
    }


def test_every_action_has_a_name_in_chinese():
    missing = actions_in_the_code() - set(NAMES)

    assert not missing


@pytest.mark.django_db
def test_entries_can_be_neither_changed_nor_removed():
    user = make_user()
    record(by=user, action="account.enabled", subject=user)

    with pytest.raises(AuditLogIsAppendOnly):
        AuditEntry.objects.update(actor="somebody else")
    with pytest.raises(AuditLogIsAppendOnly):
        AuditEntry.objects.all().delete()


@pytest.mark.django_db
def test_the_auditor_reads_and_filters_and_nobody_else_does(client):
    auditor = make_user(User.Role.AUDIT)
    record(by=auditor, action="account.enabled", subject=make_user(name="示例甲"))
    record(by=auditor, action="account.disabled", subject=make_user(name="示例乙"))

    client.force_login(auditor)
    page = client.get(reverse("portal:audit"), {"subject": "示例甲"}).content.decode()
    assert "示例甲" in page
    assert "示例乙" not in page
    assert "启用账号" in page
    page = client.get(reverse("portal:audit"), {"action": "停用"}).content.decode()
    assert "示例乙" in page
    assert "示例甲" not in page

    for role in set(User.Role) - {User.Role.AUDIT}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        assert client.get(reverse("portal:audit")).status_code == 403


@pytest.mark.django_db
def test_many_details_are_folded_and_few_are_not(client):
    auditor = make_user(User.Role.AUDIT)
    marks = {f"1.1.{n}": [None, "1"] for n in range(1, 7)}
    record(by=auditor, action="sheet.marked", subject=auditor, marks=marks)
    client.force_login(auditor)
    page = client.get(reverse("portal:audit")).content.decode()
    assert re.search(r"<details><summary>6 项<.*</details>", page)

    record(by=auditor, action="account.enabled", subject=auditor, reason="示例")
    only = {"action": "启用账号"}
    page = client.get(reverse("portal:audit"), only).content.decode()
    assert "<details><summary>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    auditor = make_user(User.Role.AUDIT)
    for _ in range(rows):
        record(by=auditor, action="account.enabled", subject=auditor)
    client.force_login(auditor)

    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(reverse("portal:audit"))
