"""What a newcomer finds: a defence under way, a list corrected, one replacement."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from applications.facts import limits_of
from applications.models import Round
from scoring.facts import LineNotDrawn, cut_of, lines_of
from scoring.facts.defences import courses_of, defences_of
from scoring.models import DefenceCall, Letter, Shortlist

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path

    def tell(province: str) -> Round:
        call_command("demo", only=province)
        return Round.objects.filter(province=province).earliest("pk")

    return tell


def test_jiangxi_has_held_its_defences_but_one_which_is_under_way(demo):
    round = demo("jiangxi")
    calls = DefenceCall.objects.filter(round=round)
    assert calls.exclude(cancelled_at=None).count() == 1
    open_calls = calls.standing().filter(ended_at=None)
    assert [each.kind for each in open_calls] == ["comprehensive"]
    first, second, third = courses_of(defences_of(round).filter(call=open_calls[0]))
    assert (first.missing, first.word) == (0, "评分已齐")
    assert (second.handed_in, second.missing) == (1, 2)
    assert (third.recused, third.seats) == (1, 3)
    now = timezone.now()
    takes = [each.defence.takes_marks(now) for each in (first, second, third)]
    assert takes == [True, True, False]
    tied = lines_of(round, "enterprise")
    with pytest.raises(LineNotDrawn):
        cut_of(tied, quota=3, minimum=None, limits=limits_of(round, "enterprise"))
    assert [line.place for line in tied[2:4]] == [3, 3]


def test_jilin_shows_a_corrected_list_a_replacement_and_a_void_letter(demo, client):
    round = demo("jilin")
    lists = Shortlist.objects.filter(round=round)
    old, new = lists.filter(kind="comprehensive").order_by("pk")
    assert (old.state, new.state) == ("void", "published")
    replacement = lists.get(kind="industry").replacements.get()
    assert replacement.state == "published"
    leaver, follower = (
        each.dossier.enterprise for each in (replacement.leaver, replacement.follower)
    )
    assert leaver.city == follower.city
    page = client.get(reverse("scoring:publicity", args=[round.pk])).content.decode()
    assert "递补" in page
    assert follower.name in page

    void = Letter.objects.get(dossier__round=round, voided_at__isnull=False, pdf__gt="")
    said = {"number": void.number, "dossier": str(void.dossier.number)}
    page = client.post(reverse("scoring:letter_check"), said).content.decode()
    assert "作废" in page
    assert void.replaced_by.number in page
    assert void.replaced_by.issued_at is not None
    assert void.number == "吉〔2026〕评结003号", "the README names it"
