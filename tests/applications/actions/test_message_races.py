"""Messages sent at the same moment: once each, and not after the publication."""

import pytest

from applications.actions import messages
from applications.models import DossierMessage, MessageMark, Round
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_user
from tests.racing import CROWD, at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def dossier(owner):
    return make_dossier(owner)


def send(dossier, owner, text="请问"):
    return lambda: messages.send(dossier=dossier, text=text, number=1, by=owner, at=NOW)


def test_a_crowd_of_the_same_form_is_one_message(dossier, owner):
    assert at_once(*[send(dossier, owner)] * CROWD) == ["done"] * CROWD
    assert DossierMessage.objects.count() == 1
    assert AuditEntry.objects.filter(action="dossier.message_sent").count() == 1


def test_two_texts_under_one_number_are_one_message_and_a_question(dossier, owner):
    deeds = [send(dossier, owner, text) for text in ("甲", "乙")]

    assert at_once(*deeds) == ["WrittenElsewhere", "done"]
    assert DossierMessage.objects.count() == 1


def test_nothing_is_sent_while_the_result_is_being_published(dossier, owner):
    def publish():
        Round.objects.filter(pk=dossier.round_id).update(status=Round.Status.PUBLISHED)

    assert meanwhile(publish, send(dossier, owner)) == "TalkIsClosed"
    assert not DossierMessage.objects.exists()


def test_marks_made_at_once_are_one(dossier, owner):
    said = send(dossier, owner)()
    city = make_user(User.Role.CITY)

    def mark():
        messages.mark_read(dossier=dossier, upto=said.pk, by=city)

    assert at_once(*[mark] * CROWD) == ["done"] * CROWD
    assert MessageMark.objects.get().upto == said.pk
