"""The page that connects phones, the sheet for the wall, and the check of the public address."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace

import pytest
import waitress
from flask import Flask

from hamyar.domain import clinics, journal, people, posters
from hamyar.kit import addresses, wifi
from hamyar.kit.db import transaction
from hamyar.ops import asking
from hamyar.ops.announcing import State
from hamyar.web import access
from hamyar.web.clinic import connect
from tests import served
from tests.people import MANAGER, Phone, World

Phones = Callable[..., Phone]
CONNECT, SHEET = "/clinic/connect", "/clinic/connect/sheet"
HERE, GONE = "192.168.1.5", "http://192.168.1.7:8080"


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has one address, whatever network the tests run in."""
    for name in ("lan", "in_house"):
        monkeypatch.setattr(addresses, name, lambda: [HERE])


def change(app: Flask, work: Callable[[clinics.Clinic, int], None]) -> None:
    with app.app_context(), transaction():
        manager = people.find_by_mobile(None, MANAGER)
        assert manager
        work(clinics.get_only(), manager.id)


def set_address(app: Flask, address: str) -> None:
    def work(clinic: clinics.Clinic, _by: int) -> None:
        clinic.public_address = address

    change(app, work)


def printed(app: Flask, address: str) -> None:
    change(app, lambda clinic, _by: posters.note(clinic, address))


def asked_of(page) -> list[str]:
    return [row["data-ask"] for row in page.html.select("[data-ask]")]


# the addresses


def test_every_address_has_a_square_and_a_question_with_its_proof(phone: Phones, settings) -> None:
    page = phone("worker").get(CONNECT)
    asked = asked_of(page)
    assert [one.partition("/here")[0] for one in asked] == [f"http://{HERE}:8080"]
    assert len(page.html.select("#ways svg.qr-code")) == 1
    question = asked[0].partition("ask=")[2]
    assert page.html.select_one("#ways")["data-proof"] == asking.proof(settings.secret_key, question)
    assert phone().get(f"/here?ask={question}").text == page.html.select_one("#ways")["data-proof"]


def test_no_two_pages_ask_the_same(phone: Phones) -> None:
    assert asked_of(phone("worker").get(CONNECT)) != asked_of(phone("worker").get(CONNECT))


def test_the_page_may_ask_exactly_these_addresses_and_no_other_page_may(app: Flask, phone: Phones) -> None:
    set_address(app, "https://mehr.example")
    page = phone("worker").get(CONNECT)
    (policy,) = re.findall(r"connect-src ([^;]+)", page.headers["Content-Security-Policy"])
    assert policy == f"'self' https://mehr.example http://{HERE}:8080"
    assert "connect-src 'self';" in phone("worker").get("/clinic/").headers["Content-Security-Policy"]


def test_the_name_that_is_announced_is_an_address_too(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State("announced", {"name": "hamyar.local"})
    announced = SimpleNamespace(state=state, link="http://hamyar.local:8080")
    monkeypatch.setitem(app.extensions, "announcer", announced)
    page = phone("worker").get(CONNECT)
    assert any(one.startswith("http://hamyar.local:8080/here") for one in asked_of(page))
    assert "hamyar.local هم پیدا" in page.text.replace("\u2068", "").replace("\u2069", "")
    announced.state, announced.link = State("missing", {"name": "hamyar.local"}), ""
    page = phone("worker").get(CONNECT)
    assert len(asked_of(page)) == 1
    assert "zeroconf" in page.text


def test_a_page_that_came_by_https_says_what_it_may_not_ask(app: Flask, phone: Phones, world: World) -> None:
    set_address(app, "https://mehr.example")
    hers = {"Cookie": f"{access.COOKIE}={world.seats['worker']}"}
    page = phone().get(CONNECT, headers=hers, extra_environ={"wsgi.url_scheme": "https"})
    assert [one.partition("/here")[0] for one in asked_of(page)] == ["https://mehr.example"]
    assert page.text.count("خودتان آن را امتحان کنید") == 1
    assert "http://" not in page.headers["Content-Security-Policy"]


def test_an_address_that_is_no_plain_one_gets_into_no_policy(app: Flask, phone: Phones) -> None:
    set_address(app, "http://[fd00::1]:8080")
    policy = phone("worker").get(CONNECT).headers["Content-Security-Policy"]
    assert "fd00" not in policy


def test_on_no_network_the_page_says_what_to_do(phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lan", "in_house"):
        monkeypatch.setattr(addresses, name, list)
    page = phone("worker").get(CONNECT, headers={"Host": "localhost:80"})
    assert "به هیچ شبکه‌ای وصل نیست" in page.text


# the Wi-Fi


def test_the_manager_writes_the_network_down_and_staff_read_it(app: Flask, phone: Phones) -> None:
    manager = phone("manager")
    manager.send(CONNECT, "/wifi", name="  Mehr ك  ", password="۱۲۳۴۵۶۷۸;", status=303)
    with app.app_context():
        clinic = clinics.get_only()
        assert (clinic.wifi_name, clinic.wifi_password) == ("Mehr ك", "12345678;")
        assert "12345678" not in journal.lines(1).rows[0].subject
    page = phone("worker").get(CONNECT)
    assert "12345678;" in page.text
    assert not page.html.select('form[action$="/wifi"]')
    assert page.html.select(".qr svg")
    assert "12345678" not in phone("manager").get("/clinic/journal").text


@pytest.mark.parametrize(
    ("name", "password"), [("x" * 33, ""), ("مهر" * 10, ""), ("mehr", "short"), ("mehr", "رمزفارسی‌ها")]
)
def test_what_no_router_takes_is_said_at_its_field(app: Flask, phone: Phones, name: str, password: str) -> None:
    page = phone("manager").send(CONNECT, "/wifi", name=name, password=password, status=422)
    assert page.html.select(".error")
    assert page.html.select_one("[name=name]")["value"] == name
    with app.app_context():
        assert clinics.get_only().wifi_name == ""


def test_an_empty_name_forgets_the_network(app: Flask, phone: Phones) -> None:
    phone("manager").send(CONNECT, "/wifi", name="mehr", password="12345678", status=303)
    phone("manager").send(CONNECT, "/wifi", name="", status=303)
    assert not phone("worker").get(CONNECT).html.select(".facts")
    with app.app_context():
        assert clinics.get_only().wifi_password == ""


@pytest.mark.parametrize("path", ["/", "/g/gol-narges", "/g/gol-narges/poster", "/clinic/journal", "/clinic/settings"])
def test_the_password_stands_on_no_other_page(phone: Phones, path: str) -> None:
    phone("manager").send(CONNECT, "/wifi", name="mehr", password="geheim-1234", is_printed=True, status=303)
    assert "geheim" not in phone("manager").get(path).text


# the sheet


def test_the_password_is_printed_only_where_the_manager_allows_it(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded: list[str] = []
    real = wifi.code
    monkeypatch.setattr(wifi, "code", lambda *given: coded.append(given[1]) or real(*given))
    assert "وای‌فای هنوز روی برگه نیست" in phone("worker").get(SHEET).text
    phone("manager").send(CONNECT, "/wifi", name="mehr", password="geheim-1234", status=303)
    coded.clear()
    page = phone("worker").get(SHEET)
    assert "geheim" not in page.text
    assert "گذرواژه را از ما بپرسید" in page.text
    assert coded == [], "nor is it hidden in the square"
    phone("manager").send(CONNECT, "/wifi", is_printed=True, status=303)
    assert "geheim-1234" in phone("worker").get(SHEET).text
    assert coded


def test_the_sheet_of_an_open_network_joins_too(phone: Phones) -> None:
    phone("manager").send(CONNECT, "/wifi", name="mehr", status=303)
    page = phone("worker").get(SHEET)
    assert len(page.html.select("article .qr")) == 2
    assert "از ما بپرسید" not in page.text


def test_the_sheet_is_a_poster_too(app: Flask, phone: Phones) -> None:
    phone("worker").get(SHEET)
    with app.app_context():
        assert len(posters.addresses(clinics.get_only())) == 1


# what is lost


def test_posters_with_an_address_that_is_gone_are_told_with_the_way_out(app: Flask, phone: Phones) -> None:
    printed(app, GONE)
    printed(app, f"http://{HERE}:8080")
    for path in (CONNECT, "/clinic/settings"):
        (warning,) = phone("manager").get(path).html.select(".notice.warn")
        assert GONE in warning.get_text()
    page = phone("worker").get(CONNECT)
    assert "192.168.1.7" in page.html.select_one("#router").get_text(), "which address the router should give"
    assert not page.html.select('form[action$="/posters"]'), "only the manager says that new ones hang"
    phone("manager").send(CONNECT, "/posters", status=303)
    assert not phone("worker").get(CONNECT).html.select(".notice.warn")


def test_a_machine_that_gets_its_address_back_is_warned_of_nothing(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed(app, GONE)
    monkeypatch.setattr(addresses, "lan", lambda: ["192.168.1.7"])
    assert not phone("worker").get(CONNECT).html.select(".notice.warn")


def test_links_that_begin_with_a_lost_address_are_the_worst(app: Flask, phone: Phones) -> None:
    set_address(app, GONE)
    for path in (CONNECT, "/clinic/settings"):
        assert GONE in phone("manager").get(path).html.select_one(".notice.bad").get_text()


def test_posters_with_an_earlier_name_are_to_be_tried(app: Flask, phone: Phones) -> None:
    printed(app, "http://old.example")
    assert "old.example" not in phone("worker").get(CONNECT).text, "nothing else is known"
    set_address(app, "https://mehr.example")
    assert "old.example" in phone("worker").get(CONNECT).text
    printed(app, "https://mehr.example")
    assert len(phone("worker").get(CONNECT).html.select(".notice")) == 1


# the check


@pytest.fixture
def answering(app: Flask) -> Iterator[str]:
    """This installation, answering for real."""
    with served.running(waitress.create_server(app, host="127.0.0.1", port=0)) as url:
        yield url


def test_the_check_tells_whether_it_is_this_very_installation(app: Flask, phone: Phones, answering: str) -> None:
    set_address(app, answering)
    page = phone("manager").send(CONNECT, "/check", status=303)
    assert page.headers["Location"].endswith("#public")
    assert "همین همیار آنجا جواب می‌دهد" in page.follow().html.select_one("#public .notice.good").get_text()
    assert "همین همیار آنجا جواب می‌دهد" in phone("manager").get("/clinic/settings").text
    with app.app_context():
        clinic = clinics.get_only()
        assert clinic.found_at(answering) == clinics.OURS
        assert journal.lines(1).rows[0].act == "clinic.checked"


def test_nobody_at_the_address_is_said_in_words(app: Flask, phone: Phones) -> None:
    set_address(app, "http://127.0.0.1:9")
    page = phone("manager").send(CONNECT, "/check", status=303).follow()
    assert page.html.select_one("#public .notice.bad")
    assert phone("worker").get(CONNECT).html.select_one("#public .notice.bad"), "everybody of the staff reads it"
    assert not phone("worker").get(CONNECT).html.select('form[action$="/check"]')


def test_the_same_tap_twice_asks_once(app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(asking, "ask", lambda address, _key: asked.append(address) or clinics.OURS)
    set_address(app, "https://mehr.example")
    manager = phone("manager")
    page = manager.get(CONNECT)
    for _ in range(2):
        assert manager.send(page, "/check").status_int == 303
    assert asked == ["https://mehr.example"]


def test_a_second_question_meanwhile_is_told_to_wait(app: Flask, phone: Phones) -> None:
    set_address(app, "https://mehr.example")
    with asking._asking:
        page = phone("manager").send(CONNECT, "/check", status=303).follow()
    assert "چند ثانیه صبر کنید" in page.text


def test_no_transaction_is_open_while_the_answer_is_awaited(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_address: str, _key: str) -> str:
        with closing(clinics.db.engine.raw_connection()) as other:
            other.cursor().execute("BEGIN IMMEDIATE")
            other.rollback()
        assert not clinics.db.session().in_transaction()
        return clinics.OURS

    monkeypatch.setattr(asking, "ask", ask)
    set_address(app, "https://mehr.example")
    assert phone("manager").send(CONNECT, "/check").status_int == 303


def test_where_no_address_is_set_nothing_is_asked(app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    set_address(app, "https://mehr.example")
    manager = phone("manager")
    page = manager.get(CONNECT)
    set_address(app, "")
    monkeypatch.setattr(asking, "ask", lambda *_: pytest.fail("nobody may be asked"))
    assert manager.send(page, "/check").status_int == 303


def test_every_way_an_answer_can_fail_has_its_words() -> None:
    said = {
        value for name, value in vars(clinics).items() if name.isupper() and isinstance(value, str) and name[0] != "_"
    }
    assert said == set(connect.FOUND)
