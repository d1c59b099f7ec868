"""Evidence is served to who may see the dossier, and never as a page."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from applications.models import Dossier
from portal.models import User
from tests.factories import make_dossier, make_enterprise, make_evidence, make_user

pytestmark = pytest.mark.django_db
HTML = b"<script>alert(1)</script>"


def make_file(**fields):
    dossier = make_dossier(**fields)
    evidence = make_evidence(dossier, name="合同 示例.pdf", size=len(HTML))
    evidence.file.save("合同.pdf", ContentFile(HTML))
    return evidence


def ask(client, user, evidence):
    client.force_login(user)
    return client.get(reverse("applications:evidence", args=[evidence.key]))


def test_the_owner_downloads_a_file_that_no_browser_runs(client):
    evidence = make_file()

    response = ask(client, evidence.dossier.started_by, evidence)

    assert b"".join(response.streaming_content) == HTML
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_a_stranger_finds_nothing_and_others_are_not_let_in(client):
    evidence = make_file()
    stranger = make_user()
    make_enterprise(stranger)

    assert ask(client, stranger, evidence).status_code == 404
    for role in (User.Role.EXPERT, User.Role.AUDIT):
        assert ask(client, make_user(role), evidence).status_code == 403


def test_city_and_province_see_it_once_it_was_handed_in(client):
    evidence = make_file()
    city, official = make_user(User.Role.CITY), make_user(User.Role.OFFICIAL)
    elsewhere = make_user(User.Role.OFFICIAL, province="jiangsu")

    assert ask(client, city, evidence).status_code == 404
    Dossier.objects.update(
        status="submitted",
        number="N1",
        submitted_at=evidence.uploaded_at,
        submitted_by=evidence.uploaded_by,
    )

    for user in (city, official):
        response = ask(client, user, evidence)
        assert b"".join(response.streaming_content) == HTML
    assert ask(client, elsewhere, evidence).status_code == 404


def test_who_is_not_logged_in_is_sent_to_log_in(client):
    evidence = make_file()

    response = client.get(reverse("applications:evidence", args=[evidence.key]))

    assert response.status_code == 302
