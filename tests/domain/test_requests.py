"""What a customer asks for: what can be asked, by whom it is found, and what is forgotten in the end."""

from datetime import timedelta

import pytest

from hamyar.domain import groups, moves, photos, quotes, requests
from hamyar.domain.placing import Customer
from hamyar.domain.quotes import Wanted
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from tests.domain.conftest import Rows, refused
from tests.domain.quoted import CUSTOMER, MANTEAU, agree, answered, ask, on_agreement, picture, said


def test_a_long_description_gives_a_short_name(rows: Rows) -> None:
    asked = ask(rows, Wanted("پیراهن " * 30 + "\nسطر دوم"))
    assert len(asked.title) == 80
    assert asked.title.endswith("…")


def test_a_question_asked_anew_is_kept_from_that_day(rows: Rows) -> None:
    asked = answered(rows)
    clock.freeze(clock.now() + timedelta(days=179))
    with transaction():
        quotes.ask_again(asked)
    clock.freeze(clock.now() + timedelta(days=2))
    with transaction():
        assert quotes.forget_old() == 0
    clock.freeze(clock.now() + timedelta(days=180))
    with transaction():
        assert quotes.forget_old() == 1


def test_what_cannot_be_asked(rows: Rows) -> None:
    yesterday, evening_dress = clock.today() - timedelta(days=1), on_agreement(rows)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.tailors, None, MANTEAU, [], CUSTOMER)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.tailors, rows.dress, MANTEAU, [], CUSTOMER)
    with refused("quote.closed"), transaction():
        quotes.ask(rows.cooks, evening_dress, MANTEAU, [], CUSTOMER)
    with refused("quote.empty"):
        ask(rows, Wanted(" \n"))
    with refused("quote.past"):
        ask(rows, Wanted("دامن", yesterday))
    with refused("photo.most"):
        ask(rows, MANTEAU, *(picture(rows, name) for name in "abcde"))


def test_one_number_waits_for_five_answers_at_most(rows: Rows) -> None:
    asked = [ask(rows) for _time in range(5)]
    with refused("quote.many"):
        ask(rows)
    ask(rows, customer=Customer("سیما", "+989351110000"))
    with transaction():
        quotes.answer(asked[0], said(), rows.sara)
    ask(rows)


def test_another_group_finds_nothing(rows: Rows) -> None:
    asked = ask(rows)
    with pytest.raises(Missing):
        requests.get(rows.cooks, asked.id)
    with pytest.raises(Missing):
        requests.by_secret(rows.clinic.id + 1, asked.secret)


def test_old_requests_go_with_the_photos_that_nothing_else_shows(rows: Rows) -> None:
    alone, shared = picture(rows, "a"), picture(rows, "b")
    with transaction():
        groups.set_photo(rows.tailors, shared, rows.sara)
    asked = ask(rows, MANTEAU, alone, shared)
    kept = ask(rows, MANTEAU, picture(rows, "c"))
    with transaction():
        quotes.decline(asked, "نشد", rows.sara)
    clock.freeze(clock.now() + quotes.KEPT + timedelta(days=1))
    with transaction():
        quotes.answer(kept, said(), rows.sara)
        assert quotes.forget_old() == 1
    assert photos.names() == {"b" * 32, "c" * 32}
    clock.freeze(clock.now() + timedelta(days=8))
    with transaction():
        assert quotes.forget_old() == 1
    assert photos.names() == {"b" * 32}


def test_what_became_an_order_is_kept_as_long_as_that_is_open(rows: Rows) -> None:
    asked = answered(rows)
    with transaction():
        order = agree(asked)
    clock.freeze(clock.now() + quotes.KEPT + timedelta(days=1))
    with transaction():
        assert quotes.forget_old() == 0
        for name in ("ready", "deliver"):
            moves.make(order, name, by=rows.sara)
        assert quotes.forget_old() == 1
