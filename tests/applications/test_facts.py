"""Rows become values of the core; what is read twice is the same, never stale."""

from decimal import Decimal

from applications.facts import table_of
from applications.models import Round
from portal import rules
from tests.factories import table_data


def test_a_table_is_read_once_and_again_when_a_weight_changes():
    round = Round(table=table_data())
    first = table_of(round)

    assert first == rules.read_table(round.table)
    assert table_of(Round(table=table_data())) is first
    one, other = round.table["indicators"][:2]
    one["weight"], other["weight"] = "2", str(Decimal(other["weight"]) + 1)

    assert table_of(round).indicators[0].weight == 2
    assert first.indicators[0].weight == 3
