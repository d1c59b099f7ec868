"""What an enterprise's page starts from: its own enterprise, its own dossier."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from applications.models import Dossier, Enterprise
from portal.models import User


def enterprise_of(user: User) -> Enterprise:
    """The one that this user is a member of; 403 for who has none."""
    enterprise = Enterprise.objects.filter(memberships__user=user).first()
    if enterprise is None:
        raise PermissionDenied
    return enterprise


def own_dossier(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know that it exists."""
    rows = Dossier.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("round", "enterprise"), key=key)
