"""What keeps a dossier out is found from an extract of its document."""

from copy import deepcopy
from random import Random

import pytest

from applications.facts import findings_of
from applications.models import Dossier, Round
from portal import guides
from scoring.demo.filling import document_for
from scoring.facts.screening import failing_in
from tests.factories import make_dossier, make_round

IDENTITY = dict.fromkeys(("name", "person", "email", "platform"), "示例")
KINDS = [
    (key, kind)
    for key in guides.on_file()
    for kind in guides.load(key).kinds
    if guides.load(key).kinds[kind].clauses
]
pytestmark = pytest.mark.django_db


def documents(key: str, kind: str) -> list[dict]:
    """One that meets all, and others that lack figures, rows or answers."""
    whole = document_for(guides.load(key), kind, Random(1), IDENTITY)
    bare, few, silent = deepcopy(whole), deepcopy(whole), deepcopy(whole)
    bare["metrics"], bare["domains"] = {}, []
    del bare["profile"]
    for row in few["industries"]:
        for id in [each for each in row if each != "name"]:
            del row[id]
    few["metrics"] = {
        id: value // 9 if type(value) is int else value
        for id, value in few["metrics"].items()
    }
    del silent["capabilities"], silent["parks"], silent["industries"]
    for id in list(few["capabilities"])[::2]:
        few["capabilities"][id]["answer"] = "partly"
    return [whole, bare, few, silent, {}]


@pytest.mark.parametrize(("key", "kind"), KINDS)
def test_an_extract_fails_by_the_same_clauses_and_gaps_as_the_whole(key, kind):
    text = guides.text_of(key)
    round = make_round(guide_key=key, guide_text=text, status=Round.Status.SCORING)
    for document in documents(key, kind):
        make_dossier(
            round=round, kind=kind, document=document, status=Dossier.Status.ACCEPTED
        )

    found = [failing for _, failing in failing_in(round, kind)]

    dossiers = Dossier.objects.order_by("number").select_related("round")
    assert found == [
        tuple(each for each in findings_of(dossier) if each.fails)
        for dossier in dossiers
    ]
    assert not found[0]
    assert all(found[2:])
