"""One city, its enterprises and a dossier in every state, for the browser tests.

Made inside the server's own process: ``seeded`` asks ``manage.py shell`` for it.
"""

import json
import sys
from datetime import datetime, timedelta
from unittest.mock import patch

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from applications.actions import (
    colleagues,
    corrections,
    decisions,
    dossiers,
    evidence,
    recommending,
)
from applications.models import Dossier, Membership, Round
from applications.presentation.check_code import check_code
from portal.models import User
from tests.applications.filing import make_whole_dossier
from tests.browser.portal_server import PortalServer
from tests.factories import (
    NOW,
    PASSWORD,
    make_checks,
    make_dossier,
    make_enterprise,
    make_round,
    make_user,
)
from tests.files import sound
from tests.scoring.letter_cases import ranked_round

HOME = {"province": "jiangsu", "city": "南京市"}
MARK = "KEYS"


def seeded(server: PortalServer, *parts: str) -> dict[str, str]:
    """Make ``parts`` of the world; the keys by which its pages are addressed."""
    code = f"from tests.browser import world; world.make({parts!r})"
    printed = server.manage("shell", "--no-imports", "-c", code)
    return json.loads(printed.split(MARK, 1)[1])


def make(parts: tuple[str, ...]) -> None:
    now, kept = timezone.now(), make_password(PASSWORD)
    with patch("django.contrib.auth.base_user.make_password", lambda *_: kept):
        keys = People(now).keys
        for part in parts:
            keys |= {"states": states, "published": published}[part](now)
    sys.stdout.write(MARK + json.dumps(keys))


class People:
    """Who logs in, each under the name before the @."""

    def __init__(self, now: datetime) -> None:
        owner = make_user(email="owner@example.com", name="示例填报人")
        firm = make_enterprise(owner, name="示例甲工业互联网有限公司", **HOME)
        mate = make_user(email="mate@example.com", name="示例同事")
        Membership.objects.create(user=mate, enterprise=firm)
        make_user("city", email="city@example.com", name="示例市级", **HOME)
        make_user(
            "official",
            email="official@example.com",
            name="示例省级",
            province="jiangsu",
        )
        invited = colleagues.invite(
            enterprise=firm, email="new@example.com", name="示例新同事",
            may_submit=False, by=owner, at=now,
        )  # fmt: skip
        token = default_token_generator.make_token(mate)
        self.keys = {
            "mate": str(firm.memberships.get(user=mate).pk),
            "invited": reverse("portal:invitation", args=[invited.token]),
            "reset": f"{user_pk_to_url_str(mate)}-{token}",
        }


def new_round(now: datetime, code: str) -> Round:
    """Open for another month."""
    return make_round(
        province="jiangsu", code=code, title=f"示例批次{code}",
        opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=30),
    )  # fmt: skip


def filed(
    now: datetime, code: str, owner: User | None = None, *, name: str = ""
) -> Dossier:
    """Handed in; by another enterprise of the city unless ``owner`` is given."""
    if owner is None:
        owner = make_user()
        make_enterprise(owner, name=name or f"示例{code}公司", **HOME)
    dossier = make_whole_dossier(owner, round=new_round(now, code))
    dossiers.submit(dossier=dossier, by=owner, at=now, declared=True)
    dossier.refresh_from_db()
    return dossier


def send_back(dossier: Dossier, now: datetime) -> None:
    wanted = corrections.Wanted(
        "access", "connected_devices", "已连接工业设备数量", "请核对。"
    )
    corrections.return_for_correction(
        dossier=dossier, reasons="请核对接入清单。（示例）", items=[wanted],
        due=now + timedelta(days=10), by=User.objects.get(email="city@example.com"),
        at=now,
    )  # fmt: skip
    dossier.refresh_from_db()


def put_right(dossier: Dossier, owner: User, now: datetime) -> None:
    """The one figure that was named, and in again."""
    dossier.document["metrics"]["connected_devices"] = 66
    dossier.save()
    dossiers.submit(dossier=dossier, by=owner, at=now, declared=True)


def attach(dossier: Dossier, now: datetime) -> str:
    kept = evidence.add(
        dossier=dossier, section="access", clause="", pages="1-2", page_count=3,
        file=ContentFile(sound.pdf(pages=3)), name="接入清单（示例）.pdf",
        content_type="application/pdf", by=dossier.started_by, at=now,
    )  # fmt: skip
    return kept.evidence.key


def states(now: datetime) -> dict[str, str]:
    """A dossier of the owner's in every state, and what waits for the city."""
    owner, city = (
        User.objects.get(email=f"{e}@example.com") for e in ("owner", "city")
    )
    whole = make_whole_dossier(owner, round=new_round(now, "W"))
    draft = make_dossier(owner, kind="comprehensive", round=new_round(now, "D"))
    file = attach(draft, now)
    sent, back, twice = (filed(now, code, owner) for code in ("S", "B", "T"))
    send_back(back, now)
    send_back(twice, now)
    put_right(twice, owner, now)
    waiting, chosen, refused, ready, other, poor = (filed(now, c) for c in "PQRYUV")
    for each in (chosen, ready):
        make_checks(each, at=now)
    recommending.recommend_all(
        dossiers=[chosen], opinions={chosen.pk: "同意推荐。"}, by=city, at=now
    )
    decisions.decline(dossier=refused, reason="示例理由。", by=city, at=now)
    made = {
        "whole": whole, "draft": draft, "sent": sent, "back": back, "twice": twice,
        "waiting": waiting, "chosen": chosen, "refused": refused,
        "ready": ready, "other": other, "poor": poor,
    }  # fmt: skip
    return {
        **{name: each.key for name, each in made.items()},
        "file": file,
        "fresh": str(new_round(now, "F").pk),
        "number": sent.number,
        "code": check_code(sent),
        "chosen_round": str(chosen.round_id),
    }


def published(now: datetime) -> dict[str, str]:
    """A round of another province whose list is out, and who reads the result."""
    round = ranked_round(("0.9", "0.8"), experts=1, closes_at=NOW)
    first = round.dossiers.order_by("pk")[0]
    return {"winner": first.started_by.email, "result": first.key}
