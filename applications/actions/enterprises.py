"""How an enterprise comes to the portal."""

from django.db import transaction

from applications.models import Enterprise, Membership
from portal.audit import record
from portal.models import User


class EnterpriseIsRegistered(Exception):
    """Somebody registered this credit code before, perhaps this very second."""


@transaction.atomic
def register(
    *, name: str, credit_code: str, province: str, city: str, address: str, by: User
) -> Enterprise:
    """The enterprise, with ``by`` as its administrator; EnterpriseIsRegistered."""
    enterprise, is_new = Enterprise.objects.get_or_create(
        credit_code=credit_code,
        defaults={
            "name": name,
            "province": province,
            "city": city,
            "address": address,
        },
    )
    if not is_new:
        raise EnterpriseIsRegistered
    Membership.objects.create(user=by, enterprise=enterprise, is_administrator=True)
    record(
        by=by,
        action="enterprise.registered",
        subject=enterprise,
        credit_code=credit_code,
        province=province,
        city=city,
    )
    return enterprise
