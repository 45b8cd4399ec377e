"""The first run: a code from the machine's screen, one clinic, one manager, once."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from webtest import TestResponse

import hamyar
from hamyar.domain import clinics, people
from hamyar.kit import clock
from hamyar.ops import migrate
from hamyar.ops import settings as configuration
from hamyar.ops.settings import Settings
from tests.people import PASSWORD, Phone

TYPED = {
    "clinic_name": "کلینیک مهر",
    "city": "تهران",
    "phone": "۰۲۱-۳۳۴۴۵۵۶۶",
    "name": "نرگس",
    "surname": "مدیری",
    "mobile": "۰۹۱۲۱۰۰۰۰۰۱",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Settings, sqlite3.Connection]:
    """An installation that nobody has set up, and a copy of its empty database."""
    instance = tmp_path_factory.mktemp("empty")
    settings = Settings(instance=instance, database_url=f"sqlite:///{instance / 'hamyar.db'}", secret_key="s" * 64)
    migrate.upgrade(settings)
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    source = sqlite3.connect(instance / "hamyar.db")
    source.backup(copy)
    source.close()
    return hamyar.create_app(settings), settings, copy


@pytest.fixture
def fresh(nowhere: tuple[Flask, Settings, sqlite3.Connection]) -> Iterator[tuple[Flask, str]]:
    """The empty installation and its set-up code."""
    app, settings, copy = nowhere
    assert settings.database
    target = sqlite3.connect(settings.database)
    copy.backup(target)
    target.close()
    yield app, configuration.make_setup_code(settings)
    clock.freeze(None)


@pytest.fixture
def send(fresh: tuple[Flask, str]) -> Callable[..., TestResponse]:
    """Fill in the wizard in a new browser and send it."""
    app, code = fresh
    return lambda **changes: Phone(app).send("/account/setup", **({"code": code} | TYPED | changes))


def count(app: Flask) -> int:
    with app.app_context():
        return len(clinics.db.session.scalars(clinics.sa.select(clinics.Clinic)).all())


def test_every_page_leads_to_the_wizard(fresh: tuple[Flask, str]) -> None:
    for page in ("/", "/account/sign-in", "/clinic/"):
        assert Phone(fresh[0]).get(page).location.endswith("/account/setup")


def test_the_manager_ends_on_her_desk_and_is_told_what_to_do_first(fresh: tuple[Flask, str]) -> None:
    app, code = fresh
    browser = Phone(app)
    answer = browser.send("/account/setup", code=code, **TYPED)
    assert answer.status_int == 303
    desk = answer.follow()
    assert desk.request.path == "/clinic/"
    assert "/clinic/new-group" in desk.html.select_one(".empty").decode()
    with app.app_context():
        clinic = clinics.get_only()
        manager = people.find_by_mobile(None, "+989121000001")
        assert (clinic.name, clinic.phone) == ("کلینیک مهر", "02133445566")
        assert manager
        assert manager.is_manager
        assert people.knows_secret(manager, PASSWORD)


def test_the_code_is_read_in_any_digits_and_forgotten_afterwards(
    fresh: tuple[Flask, str], send: Callable[..., TestResponse], nowhere: tuple[Flask, Settings, sqlite3.Connection]
) -> None:
    persian = fresh[1].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert send(code=persian).status_int == 303
    assert configuration.setup_code(nowhere[1]) is None
    assert not (Path(nowhere[1].instance) / "setup_code").exists()


def test_a_wrong_code_does_nothing_and_keeps_what_was_typed(
    fresh: tuple[Flask, str], send: Callable[..., TestResponse]
) -> None:
    page = send(code="000000")
    assert page.status_int == 422
    assert page.html.find(id="code-error")
    assert page.html.find(id="clinic_name")["value"] == "کلینیک مهر"
    assert count(fresh[0]) == 0


def test_guessing_the_code_is_slowed_down(fresh: tuple[Flask, str], send: Callable[..., TestResponse]) -> None:
    assert [send(code="000000").status_int for _ in range(5)] == [422, 422, 422, 422, 429]
    assert send().status_int == 429, "even the right one waits"
    clock.freeze(clock.now() + timedelta(seconds=6))
    assert send().status_int == 303


def test_set_up_is_done_once(fresh: tuple[Flask, str], send: Callable[..., TestResponse]) -> None:
    app, _code = fresh
    late = Phone(app)
    page = late.get("/account/setup")
    send()
    assert Phone(app).get("/account/setup").location.endswith("/account/sign-in")
    told = late.send(page, code="123456", **TYPED)
    assert told.location.endswith("/account/sign-in")
    assert told.follow().html.select_one(".notice")
    assert count(app) == 1


def test_of_two_who_set_up_at_once_one_wins(fresh: tuple[Flask, str]) -> None:
    app, code = fresh
    browsers = [Phone(app) for _ in range(4)]
    pages = [browser.get("/account/setup") for browser in browsers]

    def send(number: int) -> str:
        typed = TYPED | {"mobile": f"0912100000{number}", "code": code}
        answer = browsers[number].send(pages[number], **typed)
        return urlsplit(answer.location or "").path or str(answer.status_int)

    with ThreadPoolExecutor(4) as pool:
        went = sorted(pool.map(send, range(4)))
    assert went == ["/account/sign-in"] * 3 + ["/clinic/"]
    assert count(app) == 1


def test_two_taps_found_one_clinic_and_let_her_in(fresh: tuple[Flask, str]) -> None:
    app, code = fresh
    first = Phone(app)
    page = first.get("/account/setup")
    second = Phone(app)
    for name, value in first.cookies.items():
        second.set_cookie(name, value.strip('"'))
    keys = {name: page.forms[0][name].value for name in ("csrf_token", "submission")}
    for browser in (first, second):
        answer = browser.post("/account/setup", keys | TYPED | {"code": code})
        assert answer.location.endswith("/clinic/")
        assert browser.get("/clinic/").status_int == 200
    assert count(app) == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "something else"}, "password_again"),
        ({"mobile": "12"}, "mobile"),
        ({"phone": "call me"}, "phone"),
        ({"clinic_name": "\u202e\x00 "}, "clinic_name"),
        ({"name": "ن" * 1_000_000}, "name"),
        ({"code": ""}, "code"),
        ({"password": "x" * 1_000_000, "password_again": "x" * 1_000_000}, "password"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    fresh: tuple[Flask, str], send: Callable[..., TestResponse], changes: dict[str, str], where: str
) -> None:
    page = send(**changes)
    assert page.status_int == 422
    assert page.html.find(id=f"{where}-error")
    assert count(fresh[0]) == 0
