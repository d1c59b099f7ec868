"""A blind round leaks nothing: who crawls all that he is given finds no other side.

Words that stand nowhere else are planted wherever a firm or an expert can be named, in
the properties of files too. Then everybody reads every page, file and answer that he
can reach or guess the address of.
"""

import pytest
from django.urls import reverse

from applications.models import Dossier
from portal.audit import record
from portal.models import Notification, OutboxMessage
from scoring.facts.blinding import HIDDEN
from scoring.models import Assignment
from scoring.views.expert import papers
from tests.house.crawling import ask, everything, leaks
from tests.house.planted import CODE, HINTS, MARK, TOLD, TRACES, WORDS, plant
from tests.news import tell_all

pytestmark = pytest.mark.django_db
EXPERTS = ("RA", "RU", "RR")
#: AO is the firm, AW the winner of a list that is out.
FILERS = ("AO", "AX", "AW", "MO", "MX")


@pytest.fixture(scope="module")
def planted(knock):
    knock.admit("AW", plant(knock.world))
    return knock


@pytest.fixture(scope="module")
def given(planted):
    """All that somebody is answered, asked for once."""
    found = {}

    def answers(who):
        if who not in found:
            found[who] = everything(planted, who)
        return found[who]

    return answers


@pytest.mark.slow
@pytest.mark.parametrize("who", EXPERTS)
def test_no_expert_finds_the_applicant_or_another_expert(given, who):
    apart = [each for each in given(who) if "/discussion/" not in each.address]
    conferring = [each for each in given(who) if "/discussion/" in each.address]

    assert leaks(apart, [*TRACES, *HINTS, *WORDS, MARK]) == []
    # Who confers reads what the others wrote, under their codes.
    assert leaks(conferring, [*TRACES, *(h for h in HINTS if h != CODE)]) == []
    assert bool(leaks(conferring, WORDS)) == (who == "RA")


@pytest.mark.slow
@pytest.mark.parametrize("who", FILERS)
def test_no_applicant_and_no_city_finds_an_expert(given, who):
    assert leaks(given(who), [*HINTS, MARK]) == []


@pytest.mark.slow
@pytest.mark.parametrize("who", ["AO", "AX", "MO", "MX"])
def test_what_experts_write_is_nobody_s_before_the_list_is_out(given, who):
    assert leaks(given(who), WORDS) == []


@pytest.mark.slow
def test_the_crawlers_were_where_the_words_are(given):
    """They would find nothing on an empty way, too."""
    expert = {each.address: each for each in given("RA")}
    files = [a for a in expert if "/evidence/" in a and expert[a].status == 200]
    assert {a.rstrip("/").rpartition("/")[2] for a in files} >= {"view", "1"}
    assert len([a for a in files if a.count("/") == 5]) >= 6  # one of each type
    assert any(HIDDEN.encode() in each.body for each in given("RA"))
    assert leaks(given("AO"), TRACES)
    assert leaks(given("AW"), WORDS)


@pytest.fixture
def seat(planted):
    key = planted.world.arguments["assignment"][0]
    return Assignment.objects.get(key=key)


def told_on_the_way(planted, seat):
    """The scoring page, and each file as it is downloaded."""
    keys = seat.dossier.evidence.order_by("pk").values_list("key", flat=True)
    doors = [reverse("scoring:scoring_evidence", args=[seat.key, key]) for key in keys]
    page = reverse("scoring:sheet", args=[seat.key])
    return [ask(planted, "RA", "GET", address) for address in (page, *doors)]


def test_no_download_and_no_page_says_whose_it_is(planted, seat):
    answers = told_on_the_way(planted, seat)

    assert {each.status for each in answers} == {200}
    assert leaks(answers, TRACES) == []


@pytest.mark.parametrize(
    ("hole", "opened", "places"),
    [
        ("bare", lambda content, *_, hidden: content, 6),
        ("download_name", lambda evidence, *_: evidence.name, 6),
    ],
)
def test_a_hole_is_found_with_its_address(
    planted, seat, monkeypatch, hole, opened, places
):
    monkeypatch.setattr(papers, hole, opened)

    found = leaks(told_on_the_way(planted, seat), TRACES)

    addresses = {each.partition(" ")[0] for each in found}
    assert len(addresses) == places
    assert all("/evidence/" in address for address in addresses)


def test_what_a_file_cannot_be_freed_of_keeps_it_back(planted, seat, monkeypatch):
    def unbared(*_, hidden):
        raise papers.Unbared

    monkeypatch.setattr(papers, "bare", unbared)

    _, *files = told_on_the_way(planted, seat)

    assert {each.status for each in files} == {409}
    assert leaks(files, TRACES) == []
    assert all("请在线查看" in each.body.decode() for each in files)


def test_no_message_names_the_other_side(planted, seat):
    dossier, world = seat.dossier, planted.world
    about = {"expert": seat.expert.code, "reason": TOLD}
    for action in ("panel.assigned", "panel.withdrawn"):
        record(by=world.cast["PO"], action=action, subject=dossier, **about)
    record(by=world.cast["PO"], action="round.scoring_started", subject=dossier.round)
    told_of = {"expert": CODE, "reason": "".join(HINTS)}
    record(by=None, action="panel.recused", subject=dossier, **told_of)

    tell_all()

    assert said_to(world.cast["RA"])
    assert not [word for word in TRACES if word in said_to(world.cast["RA"])]
    for who in ("RA", "AO", "MO"):
        assert not [word for word in HINTS if word in said_to(world.cast[who])]


def said_to(person):
    """On the page, in mail and by SMS."""
    rows = Notification.objects.filter(person=person)
    said = [f"{row.title}{row.text}{row.url}" for row in rows]
    sent = OutboxMessage.objects.filter(address__in=[person.email, person.phone])
    return "".join([*said, *(f"{each.subject}{each.body}" for each in sent)])


def test_every_dossier_of_a_round_that_is_still_judged_is_planted(planted):
    """But for who was called to a defence: its experts are to know the name."""
    judged = Dossier.objects.filter(shortlist_entries=None, defence=None)
    unplanted = judged.exclude(enterprise__name__contains=TRACES[0])
    assert not unplanted.exists()
    assert judged.filter(round__defence__has_key="weight").exists()
