"""Lists from before the steps were signed twice, and can go back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import NOW, make_round, make_user

BEFORE = "0005_lists_go_through_steps"
AFTER = "0006_older_lists_were_signed_twice"


def migrated(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("scoring", name)])
    return executor.loader.project_state([("scoring", name)]).apps


@pytest.fixture
def _to_the_latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_to_the_latest")
def test_who_froze_and_who_approved_have_signed():
    first, second = make_user("official"), make_user("official")
    old = migrated(BEFORE).get_model("scoring", "Shortlist")
    fields = {"round_id": make_round().pk, "cut": "quota", "quota": 1}
    fields |= {"drawn_up_by_id": first.pk, "drawn_up_at": NOW}
    old.objects.create(kind="industry", **fields)
    old.objects.create(
        kind="regional", state="approved", approved_by_id=second.pk, approved_at=NOW,
        **fields,
    )  # fmt: skip

    new = migrated(AFTER)

    rows = new.get_model("scoring", "ShortlistStep").objects.order_by("pk")
    assert list(rows.values_list("shortlist__kind", "number", "name", "by")) == [
        ("industry", 1, "经办", first.pk),
        ("regional", 1, "经办", first.pk),
        ("regional", 2, "复核", second.pk),
    ]
    lists = new.get_model("scoring", "Shortlist").objects.order_by("pk")
    assert list(lists.values_list("steps", "stage")) == [
        (["经办", "复核"], 1), (["经办", "复核"], 2),
    ]  # fmt: skip
    back = migrated(BEFORE)
    assert not back.get_model("scoring", "ShortlistStep").objects.exists()
    assert back.get_model("scoring", "Shortlist").objects.count() == 2
