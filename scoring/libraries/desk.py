"""What waits in the library, as front pages say it."""

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from portal import rules
from portal.desk import Todo
from portal.models import User
from portal.templatetags.portal import beijing
from scoring.facts.library import days_left
from scoring.models import (
    LibraryDecision,
    LibraryEntry,
    Rectification,
    YearlyReport,
)


def officials_waiting(user: User) -> list[Todo]:
    """To be confirmed, looked through, acknowledged; one query."""
    inside = LibraryEntry.objects.visible_to(user).order_by()
    theirs = LibraryDecision.objects.proposed().exclude(proposed_by=user)
    reports = YearlyReport.objects.filter(state=YearlyReport.State.HANDED_IN)
    proven = Rectification.objects.filter(state=Rectification.State.HANDED_IN)
    counts = inside.aggregate(
        settle=Count("pk", filter=Exists(theirs.filter(entry=OuterRef("pk")))),
        read=Count("pk", filter=Exists(reports.filter(entry=OuterRef("pk")))),
        proven=Count(
            "pk", filter=Exists(proven.filter(decision__entry=OuterRef("pk")))
        ),
    )
    url = reverse("scoring:library_records")
    return [
        Todo("库内决定待您确认", counts["settle"], url, "由另一位工作人员提出"),
        Todo("年度报告待审核", counts["read"], f"{url}?report=handed_in"),
        Todo("整改材料待认定", counts["proven"], f"{url}?state=rectifying"),
    ]


def firms_waiting(user: User, at: datetime) -> list[Todo]:
    """Reports and rectifications that are the enterprise's turn; two queries."""
    today = at.astimezone(rules.BEIJING).date()
    reports = YearlyReport.objects.visible_to(user).outstanding().order_by()
    works = Rectification.objects.visible_to(user).outstanding().order_by()
    found = (
        ("待报送的年度报告", reports.aggregate(n=Count("pk"), due=Min("year__due_on"))),
        ("待提交的整改材料", works.aggregate(n=Count("pk"), due=Min("due_on"))),
    )
    url = reverse("scoring:library_records")
    return [
        Todo(
            label, each["n"], url,
            f"最近的期限 {beijing(each['due'])}当天，{days_left(each['due'], today)}",
        )
        for label, each in found
        if each["n"]
    ]  # fmt: skip
