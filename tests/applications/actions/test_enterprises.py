"""An enterprise registers once, with the person who becomes its administrator."""

import pytest

from applications.actions import enterprises as actions
from applications.models import Enterprise, Membership
from portal.models import AuditEntry
from tests.factories import credit_code, make_user

pytestmark = pytest.mark.django_db


def register(by, **fields):
    values = {
        "name": "示例科技有限公司",
        "credit_code": credit_code(7),
        "province": "jiangsu",
        "city": "南京市",
        "address": "",
    }
    return actions.register(**{**values, **fields}, by=by)


def test_who_registers_an_enterprise_administers_it():
    user = make_user()

    enterprise = register(user)

    membership = Membership.objects.get()
    assert (membership.user, membership.enterprise) == (user, enterprise)
    assert membership.is_administrator
    assert [e.action for e in AuditEntry.objects.all()] == ["enterprise.registered"]


def test_a_credit_code_is_registered_once():
    register(make_user())

    with pytest.raises(actions.EnterpriseIsRegistered):
        register(make_user(), name="示例另一名称有限公司")

    assert Enterprise.objects.count() == Membership.objects.count() == 1
