"""One guard an audience: a role that may never use a page is answered 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.models import User

View = Callable[..., HttpResponse]


def only(*roles: User.Role) -> Callable[[View], View]:
    """Let in these roles alone; who is not logged in was sent to log in before."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


enterprise_only = only(User.Role.ENTERPRISE)
city_only = only(User.Role.CITY)
expert_only = only(User.Role.EXPERT)
official_only = only(User.Role.OFFICIAL)
auditor_only = only(User.Role.AUDIT)
system_only = only(User.Role.SYSTEM)
security_only = only(User.Role.SECURITY)
filers_only = only(User.Role.ENTERPRISE, User.Role.CITY, User.Role.OFFICIAL)
message_readers_only = only(
    User.Role.ENTERPRISE, User.Role.CITY, User.Role.OFFICIAL, User.Role.AUDIT
)
correspondents_only = only(User.Role.ENTERPRISE, User.Role.OFFICIAL)
calendar_readers_only = only(User.Role.OFFICIAL, User.Role.SYSTEM)
inviters_only = only(User.Role.OFFICIAL, User.Role.SYSTEM)
