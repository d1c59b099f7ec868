"""One world for all the doors of a module; whatever a knock changes is undone."""

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.factories import NOW
from tests.house.knocking import Knocker
from tests.house.world import make_world


@pytest.fixture(scope="module")
def knock(django_db_setup, django_db_blocker, tmp_path_factory):
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    moment = time_machine.travel(NOW, tick=False)
    with django_db_blocker.unblock(), media, moment, transaction.atomic():
        yield Knocker(make_world())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _media_of_its_own():
    """The files of a world are as old as the world: a module's, not a test's."""
