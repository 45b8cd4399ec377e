"""How a group is paid: its terms, and the bank cards it is paid to."""

import pytest

from hamyar.domain import gateways, groups, journal, paying
from hamyar.domain.paying import CARD, CASH, LONGEST_HOLD, MOST_CARDS, ONLINE, NewCard, PayCard, Terms
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Missing, Refused
from tests.domain.conftest import Rows, refused

OURS, OTHER = "6037991234567893", "6104337812345675"


def add(rows: Rows, group: groups.Group | None, number: str = OURS) -> PayCard:
    with transaction():
        return paying.add_card(rows.clinic.id, group, NewCard(number, "مریم احمدی"), rows.maryam)


def agree(
    rows: Rows,
    group: groups.Group,
    *,
    cash: bool = True,
    card: PayCard | None = None,
    online: bool = False,
    first: bool = False,
    hours: int = 24,
) -> Terms:
    with transaction():
        return paying.agree(
            group,
            takes_cash=cash,
            card=card,
            takes_online=online,
            is_paid_first=first,
            hold_hours=hours,
            by=rows.maryam,
        )


def open_gateway(rows: Rows, *, is_on: bool = True) -> None:
    with transaction():
        gateway = gateways.put(rows.clinic.id, "https://gateway.example", is_on=is_on, by=rows.manager)
        gateways.set_id(gateway, "sealed", rows.manager)
    db.session.expire_all()


def test_a_group_that_has_said_nothing_is_paid_in_cash(rows: Rows) -> None:
    terms = paying.of(rows.cooks)
    assert (terms.ways, terms.is_paid_first, terms.hold_hours) == ([CASH], False, 24)
    assert paying.chosen(terms, "") == CASH


def test_the_ways_stand_in_one_order_and_one_of_them_must_be_chosen(rows: Rows) -> None:
    open_gateway(rows)
    agree(rows, rows.cooks, card=add(rows, rows.cooks), online=True)
    terms = paying.of(rows.cooks)
    assert terms.ways == [CASH, CARD, ONLINE]
    assert paying.chosen(terms, CARD) == CARD
    with refused("pay.none"):
        paying.chosen(terms, "")
    for way in ("cheque", "CARD"):
        with refused("pay.gone"):
            paying.chosen(terms, way)


def test_without_its_gateway_a_group_is_not_paid_by_internet_but_never_not_at_all(rows: Rows) -> None:
    agree(rows, rows.cooks, cash=False, online=True)
    assert paying.of(rows.cooks).ways == [CASH]
    open_gateway(rows)
    assert paying.of(rows.cooks).ways == [ONLINE]
    open_gateway(rows, is_on=False)
    assert paying.of(rows.cooks).ways == [CASH]


def test_later_terms_take_the_place_of_earlier_ones(rows: Rows) -> None:
    agree(rows, rows.cooks, card=add(rows, rows.cooks), first=True, hours=2)
    agree(rows, rows.cooks, hours=LONGEST_HOLD)
    terms = paying.of(rows.cooks)
    assert (terms.ways, terms.is_paid_first, terms.hold_hours) == ([CASH], False, LONGEST_HOLD)
    assert paying.of(rows.tailors).ways == [CASH]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"cash": False}, "pay.no_way"),
        ({"first": True}, "pay.first_needs"),
        ({"hours": 0}, "pay.hold"),
        ({"hours": -1}, "pay.hold"),
        ({"hours": LONGEST_HOLD + 1}, "pay.hold"),
    ],
)
def test_terms_that_cannot_be(rows: Rows, said: dict[str, int], key: str) -> None:
    with refused(key):
        agree(rows, rows.cooks, **said)  # type: ignore[arg-type]
    assert paying.of(rows.cooks).ways == [CASH]


def test_a_group_may_use_its_own_cards_and_the_clinics_but_nobody_elses(rows: Rows) -> None:
    ours, theirs, clinics = add(rows, rows.cooks), add(rows, rows.tailors, OTHER), add(rows, None, OTHER)
    clinic_id = rows.clinic.id
    assert [paying.get_card(clinic_id, rows.cooks, one.id) for one in (ours, clinics)] == [ours, clinics]
    for group, card in ((rows.cooks, theirs), (None, ours), (None, theirs)):
        with pytest.raises(Missing):
            paying.get_card(clinic_id, group, card.id)
    with pytest.raises(Missing):
        paying.get_card(clinic_id + 1, rows.cooks, ours.id)


def test_the_same_card_once_for_each(rows: Rows) -> None:
    add(rows, rows.cooks)
    add(rows, rows.tailors)
    with refused("card.twice"):
        add(rows, rows.cooks)
    assert [len(paying.cards_of(rows.clinic.id, one)) for one in (rows.cooks, rows.tailors, None)] == [1, 1, 0]


def test_no_more_cards_than_a_person_can_look_over(rows: Rows) -> None:
    for n in range(MOST_CARDS):
        add(rows, rows.cooks, f"{n:016}")
    with refused("card.most") as no:
        add(rows, rows.cooks)
    assert no.value.facts == {"most": MOST_CARDS}


def test_a_card_that_customers_pay_to_stays(rows: Rows) -> None:
    card = add(rows, None)
    agree(rows, rows.cooks, card=card)
    agree(rows, rows.tailors, card=card)
    assert paying.used_by(rows.clinic.id) == {card.id: [rows.tailors, rows.cooks]}
    with refused("card.in_use"), transaction():
        paying.drop_card(card, rows.maryam)
    agree(rows, rows.cooks)
    agree(rows, rows.tailors)
    with transaction():
        paying.drop_card(card, rows.maryam)
    assert (paying.cards_of(rows.clinic.id, None), paying.used_by(rows.clinic.id)) == ([], {})
    assert add(rows, None).id != card.id


def test_the_journal_tells_the_last_four_digits_alone(rows: Rows) -> None:
    card = add(rows, rows.cooks)
    with transaction():
        paying.drop_card(card, rows.maryam)
    told = [one for one in journal.lines(rows.clinic.id).rows if one.act.startswith("card.")]
    acts = {one.act: one.subject for one in told}
    assert (acts["card.added"], acts["card.removed"]) == ("…7893", "…7893")
    assert not [one for one in told if OURS[:12] in one.subject or OURS[4:12] in one.subject]


def test_refusals_leave_nothing_behind(rows: Rows) -> None:
    before = len(journal.lines(rows.clinic.id).rows)
    for said in ({"cash": False}, {"first": True}):
        with pytest.raises(Refused):
            agree(rows, rows.cooks, **said)  # type: ignore[arg-type]
    assert len(journal.lines(rows.clinic.id).rows) == before
