"""The few places that stand on every signed-in page: at most five, in the same order everywhere."""

from dataclasses import dataclass

from flask import g, request, url_for

from hamyar.domain import board, groups
from hamyar.web.language import gettext as _


@dataclass(frozen=True)
class Place:
    """One entry. `count`: what waits there, 0 for nothing."""

    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0


def places() -> list[Place]:
    """The entries for whoever is signed in, and for staff inside a group's room that group's."""
    person = g.get("person")
    if person is None:
        return []
    group = g.get("group")
    if group is None and not person.is_staff:
        group = groups.find_of(person)
    if group is not None:
        return _group_places(group)
    return _clinic_places() if person.is_staff else [_place(_("Account"), "account.home.show", "user")]


def _group_places(group: groups.Group) -> list[Place]:
    last = _place(_("Clinic"), "clinic.home.show", "house") if g.person.is_staff else _account()
    waiting = sum(board.count_waiting(group).values())
    return [
        _place(_("To do"), "group.home.show", "bell", slug=group.slug, count=waiting),
        _place(_("Orders"), "group.orders.index", "list", slug=group.slug),
        _place(_("Products"), "group.products.index", "package", slug=group.slug),
        _place(_("Shop"), "group.shop.show", "store", slug=group.slug),
        last,
    ]


def _clinic_places() -> list[Place]:
    return [
        _place(_("Home"), "clinic.home.show", "house"),
        _place(_("Groups"), "clinic.groups.index", "users"),
        _place(_("People"), "clinic.people.index", "user"),
        _place(_("Orders"), "clinic.orders.index", "list"),
        _account(),
    ]


def _account() -> Place:
    return _place(_("Account"), "account.home.show", "settings")


def _place(label: str, endpoint: str, icon: str, *, count: int = 0, **values: str) -> Place:
    room = endpoint.rpartition(".")[0]
    is_current = (request.endpoint or "").startswith(room + ".")
    return Place(label, url_for(endpoint, **values), icon, is_current, count)  # type: ignore[arg-type]
