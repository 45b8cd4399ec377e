"""Groups: forming, describing, opening, and who is in them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from hamyar.domain import groups, people, shelf
from hamyar.kit.db import db
from tests.people import MARYAM, SARA, ZAHRA, Phone

Phones = Callable[..., Phone]
PHOTOS = Path(__file__).resolve().parents[2] / "photos"


def group(slug: str) -> groups.Group:
    return groups.get(1, slug)


def names(slug: str) -> list[str]:
    return [person.name for person in groups.members(group(slug))]


def test_a_group_is_formed_with_an_address_made_from_its_name(app: Flask, phone: Phones) -> None:
    answer = phone("worker").send("/clinic/new-group", name="دست‌های مهربان", occupation="handicrafts", status=303)
    page = answer.follow()
    assert "دست‌های مهربان" in page.text
    slug = answer.location.rsplit("/", 1)[1]
    with app.app_context():
        assert group(slug).occupation == "handicrafts"
        assert not group(slug).is_open


def test_the_address_may_be_chosen_and_is_taken_once(phone: Phones) -> None:
    form = {"name": "قارچ البرز", "occupation": "mushrooms", "slug": "Alborz"}
    assert phone("worker").send("/clinic/new-group", **form).location.endswith("/groups/alborz")
    taken = phone("worker").send("/clinic/new-group", **form | {"slug": "gol-narges"}, status=422)
    assert taken.html.find(id="slug-error")
    assert taken.html.find(id="name")["value"] == "قارچ البرز"
    bad = phone("worker").send("/clinic/new-group", **form | {"slug": "گل نرگس"}, status=422)
    assert bad.html.find(id="slug-error")


def test_one_form_sent_twice_forms_one_group(app: Flask, phone: Phones) -> None:
    browser = phone("worker")
    page = browser.get("/clinic/new-group")
    answers = [browser.send(page, name="قارچ البرز", occupation="mushrooms") for _ in range(2)]
    assert answers[0].location == answers[1].location
    with app.app_context():
        assert len([one for one in groups.all_of(1) if one.name == "قارچ البرز"]) == 1


def test_a_new_name_finds_the_groups_products_and_the_old_address_goes_on(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/groups/gol-narges/edit", name="بهار نارنج", slug="bahar", status=303)
    phone("worker").get("/clinic/groups/gol-narges", status=200)
    with app.app_context():
        assert [one.name for one in shelf.found(1, "بهار نارنج").rows]
        assert group("gol-narges").slug == "bahar"


def test_an_empty_address_stays_as_it_is(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/groups/gol-narges/edit", story="تازه", slug="", status=303)
    with app.app_context():
        assert (group("gol-narges").slug, group("gol-narges").story) == ("gol-narges", "تازه")


def test_a_photo_from_a_phone_comes_and_goes(app: Flask, phone: Phones) -> None:
    photo = ("me.jpg", (PHOTOS / "gps.jpg").read_bytes(), "image/jpeg")
    shown = phone("worker").send("/clinic/groups/gol-narges/edit", photos=photo, status=303).follow()
    assert "/photos/" in shown.text
    phone("worker").send("/clinic/groups/gol-narges/edit", without_photo=True, status=303)
    with app.app_context():
        assert group("gol-narges").photo_id is None


def test_what_is_no_photo_is_said_and_the_words_stay(phone: Phones) -> None:
    typed = {"name": "قارچ البرز", "occupation": "mushrooms", "photos": ("x.jpg", b"not a photo", "image/jpeg")}
    page = phone("worker").send("/clinic/new-group", **typed, status=422)
    assert page.html.find(id="photos-error")
    assert page.html.find(id="name")["value"] == "قارچ البرز"


def test_a_shop_opens_and_closes(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/groups/gol-narges", "/close", status=303)
    with app.app_context():
        assert not group("gol-narges").is_open
    phone("worker").send("/clinic/groups/gol-narges", "/open", status=303)
    with app.app_context():
        assert group("gol-narges").is_open


def test_a_new_woman_comes_into_the_group_in_place(app: Flask, phone: Phones) -> None:
    typed = {"name": "طاهره", "surname": "امینی", "mobile": "٠٩١٢٣٣٣٤٤٥٥"}
    page = phone("worker").send("/clinic/groups/charm", "/members", **typed, status=303).follow()
    assert "طاهره امینی" in page.text
    with app.app_context():
        assert names("charm") == ["طاهره"]


def test_a_woman_without_a_group_is_found_and_taken_in(
    app: Flask, phone: Phones, number_of: Callable[[str], int]
) -> None:
    worker = phone("worker")
    worker.send("/clinic/people/new", name="طاهره", surname="امینی", mobile="09123334455", status=303)
    page = worker.get("/clinic/groups/charm", {"find": "امین"})
    form = next(form for form in page.forms.values() if "person" in form.fields)
    assert form.submit().status_int == 303
    with app.app_context():
        assert names("charm") == ["طاهره"]
    worker.get("/clinic/groups/suzan")
    assert "طاهره" not in worker.get("/clinic/groups/suzan", {"find": "امین"}).text, "she is in a group now"


def test_a_number_that_is_known_shows_whose_it_is(phone: Phones) -> None:
    worker = phone("worker")
    worker.send("/clinic/people/new", name="طاهره", surname="امینی", mobile="09123334455", status=303)
    page = worker.send("/clinic/groups/charm", "/members", name="ط", surname="ا", mobile="09123334455", status=422)
    assert page.html.find(id="mobile-error")
    assert any("person" in form.fields for form in page.forms.values())


def test_a_woman_of_another_group_is_not_taken_away(app: Flask, phone: Phones, number_of: Callable[[str], int]) -> None:
    worker = phone("worker")
    page = worker.get("/clinic/groups/charm")
    keys = next({name: form[name].value for name in ("csrf_token", "submission")}
                for form in page.forms.values() if form.action.endswith("/members"))  # fmt: skip
    typed = keys | {"person": str(number_of(SARA))}
    told = worker.post("/clinic/groups/charm/members", typed, expect_errors=True)
    assert told.status_int == 422
    assert "سوزن طلایی" in told.text
    with app.app_context():
        assert names("charm") == []


def test_a_group_has_at_most_seven(app: Flask, phone: Phones) -> None:
    worker = phone("worker")
    for number in range(7):
        typed = {"name": "زن", "surname": "تازه", "mobile": f"0913000000{number}"}
        worker.send("/clinic/groups/charm", "/members", **typed, status=303)
    assert not any(form.action.endswith("/members") for form in worker.get("/clinic/groups/charm").forms.values())


def test_a_woman_leaves_and_the_lead_with_her(app: Flask, phone: Phones, number_of: Callable[[str], int]) -> None:
    phone("worker").send("/clinic/groups/gol-narges", f"/members/{number_of(MARYAM)}/leave", status=303)
    with app.app_context():
        assert names("gol-narges") == ["زهرا"]
        assert group("gol-narges").lead_id is None
    phone("maryam").get("/group/gol-narges/", status=404)


def test_another_woman_leads(app: Flask, phone: Phones, number_of: Callable[[str], int]) -> None:
    phone("worker").send("/clinic/groups/gol-narges", f"/members/{number_of(ZAHRA)}/lead", status=303)
    with app.app_context():
        assert group("gol-narges").lead_id == number_of(ZAHRA)


@pytest.mark.parametrize("number", ["", "x", "0", "999", "-1", "1.5", "9" * 30, "\u202e3", "\x003"])
def test_numbers_that_mean_nobody(phone: Phones, number: str) -> None:
    worker = phone("worker")
    form = next(form for form in worker.get("/clinic/groups/charm").forms.values() if form.action.endswith("/members"))
    keys = {name: form[name].value for name in ("csrf_token", "submission")}
    answer = worker.post("/clinic/groups/charm/members", keys | {"person": number}, expect_errors=True)
    assert answer.status_int in (404, 422)


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "\x00\u202e \u200c"}, "name"),
        ({"name": "گ" * 1_000_000}, "name"),
        ({"story": "گ" * 1_000_000}, "story"),
        ({"neighbourhood": "گ" * 61}, "neighbourhood"),
        ({"slug": "a" * 1000}, "slug"),
        ({"slug": "../x"}, "slug"),
    ],
)
def test_what_is_wrong_stands_at_its_field(phone: Phones, typed: dict[str, str], where: str) -> None:
    page = phone("worker").send("/clinic/new-group", **{"name": "قارچ", "occupation": "mushrooms"} | typed, status=422)
    assert page.html.find(id=f"{where}-error")


def test_an_occupation_that_is_none(phone: Phones) -> None:
    worker = phone("worker")
    page = worker.get("/clinic/new-group")
    keys = {name: page.forms[0][name].value for name in ("csrf_token", "submission")}
    for occupation in ({}, {"occupation": "mining"}):
        told = worker.post("/clinic/new-group", keys | {"name": "قارچ"} | occupation, expect_errors=True)
        assert told.status_int == 422
        assert told.html.find(id="occupation-error")


def test_hidden_signs_are_cleaned_away(app: Flask, phone: Phones) -> None:
    phone("worker").send("/clinic/new-group", name="\u202eقارچ\x00 البرز\u200f", occupation="mushrooms", status=303)
    with app.app_context():
        assert "قارچ البرز" in [one.name for one in groups.all_of(1)]


def test_doubled_fields_take_the_first(app: Flask, phone: Phones) -> None:
    worker = phone("worker")
    page = worker.get("/clinic/new-group")
    keys = [(name, page.forms[0][name].value) for name in ("csrf_token", "submission")]
    typed = [("name", "اول"), ("name", "دوم"), ("occupation", "other"), ("occupation", "mining")]
    assert worker.post("/clinic/new-group", keys + typed).status_int == 303
    with app.app_context():
        assert "اول" in [one.name for one in groups.all_of(1)]


def test_another_clinics_group_does_not_exist_here(app: Flask, phone: Phones) -> None:
    from hamyar.domain import clinics
    from hamyar.kit import clock
    from hamyar.kit.db import transaction

    with app.app_context(), transaction():
        other = clinics.Clinic(name="دیگر", city="شیراز", phone="071", made_at=clock.now())
        db.session.add(other)
        db.session.flush()
        boss = people.add_staff(other, name="ب", surname="ب", mobile="+989170000001", role="manager", by=None)
        woman = people.add_member(other, name="ز", surname="ز", mobile="+989170000002", by=boss)
        groups.form(other, name="دور", occupation="other", neighbourhood="", story="", slug="door", by=boss)
        there = woman.id
    manager = phone("manager")
    for page in (
        "/clinic/groups/door",
        "/clinic/groups/door/edit",
        f"/clinic/people/{there}",
        f"/clinic/people/{there}/edit",
    ):
        manager.get(page, status=404)
    page = manager.get("/clinic/people/3")
    form = next(form for form in page.forms.values() if form.action.endswith("/card"))
    form.action = f"/clinic/people/{there}/card"
    assert form.submit(expect_errors=True).status_int == 404
