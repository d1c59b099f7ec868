"""What was handed in before versions were kept becomes version 1, and back."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from applications.facts import digest_of
from applications.models import Dossier
from tests.factories import make_dossier, make_evidence

BEFORE = "0007_every_submitted_version_is_kept"
AFTER = "0008_what_was_handed_in_is_version_one"


def migrated(name):
    """Go there, and come back to the latest of all rooms; the rows as of there."""
    executor = MigrationExecutor(connection)
    executor.migrate([("applications", name)])
    return executor.loader.project_state([("applications", name)]).apps


@pytest.fixture
def _to_the_latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_to_the_latest")
def test_a_dossier_handed_in_before_has_its_version_and_can_go_back():
    filed = make_dossier(
        status=Dossier.Status.SUBMITTED, document={"metrics": {"staff": 9}}
    )
    draft = make_dossier()
    evidence = make_evidence(filed)
    evidence.file.save("x", ContentFile(b"%PDF"))
    digest = digest_of(filed, [evidence])

    old = migrated(BEFORE)
    old.get_model("applications", "DossierVersion").objects.all().delete()
    new = migrated(AFTER)

    [version] = new.get_model("applications", "DossierVersion").objects.all()
    assert (version.dossier_id, version.number) == (filed.pk, 1)
    assert version.document == {"metrics": {"staff": 9}}
    assert version.digest == digest
    assert version.evidence[0]["stored"] == evidence.file.name
    assert version.dossier_id != draft.pk

    back = migrated(BEFORE)
    assert not back.get_model("applications", "DossierVersion").objects.exists()
