"""What the script that sends forms asks of the server, without the script: keys, readable answers, whose form it is."""

from collections.abc import Callable

from flask import Flask

from hamyar.domain import orders
from hamyar.kit.db import db
from hamyar.web import submissions
from tests.people import CUSTOMER, Phone, World, form_on

BY_SCRIPT = {"X-Outbox": "1"}
MARYAMS = "/group/gol-narges/products/new"


def _of(page: object) -> str:
    return str(form_on(page)[submissions.OF].value)  # type: ignore[arg-type]


def test_keys_name_the_phone_and_her_who_is_signed_in(phone: Callable[..., Phone], world: World) -> None:
    stranger, maryam = phone(), phone("maryam")
    assert stranger.get("/keys").json["owners"] == [_of(stranger.get(f"/p/{world.jar}"))]
    owners = maryam.get("/keys").json["owners"]
    assert owners == [_of(maryam.get(f"/p/{world.jar}")), _of(maryam.get(MARYAMS))]
    assert [owner[0] for owner in owners] == ["v", "p"]
    assert maryam.get("/keys").headers["Cache-Control"] == "no-store"


def test_marks_tell_two_phones_and_two_women_apart(phone: Callable[..., Phone]) -> None:
    pages = [phone(who).get("/keys").json["owners"] for who in ("stranger", "stranger", "maryam", "zahra")]
    marks = [mark for owners in pages for mark in owners]
    assert len(set(marks)) == len(marks) == 6


def test_a_script_is_told_where_to_go_and_uses_up_no_message(phone: Callable[..., Phone], world: World) -> None:
    stranger = phone()
    form = form_on(stranger.get(f"/p/{world.jar}"), "/basket/put")
    answer = stranger.post(form.action, form.submit_fields(), headers=BY_SCRIPT, status=200)
    assert answer.headers["X-Go"] == "/basket"
    assert "Location" not in answer.headers
    assert answer.body == b""
    assert "در سبد شما" in stranger.get("/basket").text


def test_fresh_keys_mend_a_form_of_yesterday(app: Flask, phone: Callable[..., Phone], world: World) -> None:
    stranger = phone()
    stranger.send(f"/p/{world.jar}", "/basket/put", status=303)
    form = form_on(stranger.get("/checkout"), "/checkout")
    fields = dict(form.submit_fields()) | {"name": "پریسا", "mobile": CUSTOMER, "csrf_token": "yesterday"}
    stale = stranger.post(form.action, fields, headers=BY_SCRIPT, status=400)
    assert stale.headers["X-Refused"] == "form.stale"
    fields["csrf_token"] = stranger.get("/keys").json["csrf"]
    first = stranger.post(form.action, fields, headers=BY_SCRIPT, status=200)
    again = stranger.post(form.action, fields, headers=BY_SCRIPT, status=200)
    assert first.headers["X-Go"] == again.headers["X-Go"]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(orders.Order)) == 1


def test_what_maryam_wrote_is_not_sent_by_zahra(phone: Callable[..., Phone]) -> None:
    maryam, zahra = phone("maryam"), phone("zahra")
    form = form_on(maryam.get(MARYAMS), "/products/new")
    fields = dict(form.submit_fields()) | {"name": "مربا", "csrf_token": zahra.get("/keys").json["csrf"]}
    answer = zahra.post(form.action, fields, status=403)
    assert answer.headers["X-Refused"] == "form.others"
    assert "شخص دیگری" in answer.text


def test_a_stale_form_of_maryam_does_not_become_zahras(phone: Callable[..., Phone]) -> None:
    maryam, zahra = phone("maryam"), phone("zahra")
    form = form_on(maryam.get(MARYAMS), "/products/new")
    stale = zahra.post(form.action, form.submit_fields(), status=400)
    offered = form_on(stale, "/products/new")
    assert offered[submissions.OF].value == form[submissions.OF].value
    zahra.post(offered.action, offered.submit_fields(), status=403)


def test_the_page_of_what_waits_is_for_everybody(phone: Callable[..., Phone]) -> None:
    assert phone().get("/waiting").html.find(attrs={"data-waiting": True})


def test_scripts_get_their_words_in_the_readers_language(phone: Callable[..., Phone]) -> None:
    stranger = phone()

    def words() -> tuple[str, str]:
        address = next(
            one["src"] for one in stranger.get("/waiting").html.find_all("script") if "/words/" in one["src"]
        )
        return address, stranger.get(address).text

    persian = words()
    assert "نگه داشته شد" in persian[1]
    stranger.get("/language/en")
    english = words()
    assert "Saved on this phone" in english[1]
    assert english[0] != persian[0]
    assert "immutable" in stranger.get(english[0]).headers["Cache-Control"]
    assert "immutable" not in stranger.get("/words/fa-0000000000.js").headers.get("Cache-Control", "")
