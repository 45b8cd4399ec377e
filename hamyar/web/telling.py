"""Notices on pages: what they say, whether they arrived, and the bell that every signed-in page carries."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Flask, g, request

from hamyar.domain import bell, channels, clinics, groups, notices, outgoing
from hamyar.domain.channels import SMS
from hamyar.domain.notices import GIVEN_UP, SENT, TOLD, WAITING, Notice
from hamyar.domain.orders import Order
from hamyar.domain.outgoing import NO_LINE, NoticeTry
from hamyar.kit import clock
from hamyar.ops import telling as sentences
from hamyar.ops.telling import PERSIAN, Tongue
from hamyar.web import filters, language, links
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

# Why a message did not go, in words.
ERRORS = {
    "no_line": _l("no way led there; it is tried again by itself"),
    "slow": _l("no answer came in time"),
    "broken": _l("the connection broke"),
    "status": _l("the other side answered with the number %(detail)s"),
    "said": _l("the other side did not take it (%(detail)s)"),
    "nonsense": _l("the answer could not be understood"),
    "unsafe": _l("its certificate is not right"),
    "key": _l("the key cannot be read on this machine; type it in again"),
    "folder": _l("the modem’s folder takes no file (%(detail)s)"),
    "modem": _l("the modem could not send it"),
    "refused": _l("the address was refused"),
    "wrong": _l("something in the settings is not right (%(detail)s)"),
    "": _l("nobody knows whether it arrived"),
}
# How a notice stands: colour, icon, word.
_Stand = tuple[str, str, object]
_STATES: dict[str, _Stand] = {
    WAITING: ("warn", "circle-x", _l("Not told")),
    GIVEN_UP: ("bad", "circle-x", _l("Not told")),
    SENT: ("good", "check", _l("Told by SMS")),
    TOLD: ("good", "user-check", _l("Told by hand")),
}
# A modem's program took it; whether it went stands in no folder yet.
_HANDED_OVER: _Stand = ("note", "check", _l("Given to the modem"))
_UNDER_WAY: _Stand = ("note", "hourglass", _l("Being sent"))
_RESTS = _l("Is sent at %(hour)s o’clock, after the quiet hours")


# Screens that lie open while people work, and the parts they ask for. A page with a form on it asks for nothing by
# itself: where her session has ended meanwhile, the answer would take her away from what she is typing.
_LIE_OPEN = {
    "group.home.show",
    "group.orders.index",
    "group.telling.ringing",
    "group.telling.look",
    "clinic.home.show",
    "clinic.notices.ringing",
    "clinic.notices.look",
}


class Told(NamedTuple):
    """One notice to a customer as a page shows it, with the text that somebody may send her herself.

    `is_untold` where nothing will reach her unless somebody sends it.
    """

    notice: Notice
    words: str
    kind: str
    icon: str
    state: str
    is_untold: bool
    why: str
    text: str
    sms: str
    ways: list[links.Way]


def install(app: Flask) -> None:
    """Give the templates the bell, and the sentence of a notice."""
    app.jinja_env.globals.update(bell_count=count, ringing=ringing, lies_open=lies_open, notice_words=words)


def words(notice: Notice) -> str:
    """What a notice says, in the reader's language."""
    return sentences.sentence(notice, Tongue(language.current(), language.gettext))


def of_order(order: Order) -> list[Told]:
    """What the customer of this order was or is to be told, the newest first."""
    return shown(notices.of_order(order.id))


def shown(rows: Iterable[Notice]) -> list[Told]:
    """Notices to customers as pages show them."""
    found = list(rows)
    tries = outgoing.last_tries(found)
    way = _under_way(found[0].clinic_id) if found else None
    return [_told(one, tries.get(one.id), way) for one in found]


def why(last: NoticeTry | None) -> str:
    """Why the last try came to nothing; empty where there was none."""
    return str(ERRORS.get(last.error, ERRORS[""]) % {"detail": filters.shown_digits(last.detail)}) if last else ""


def yourself_too(said: str) -> str:
    """What a customer finds on her page; and where no message leaves the clinic, that she must be told by hand."""
    if SMS in channels.carried(g.person.clinic_id):
        return said
    return said + " " + _("No message goes out by itself: please tell her too.")


def count() -> int:
    """How many notices nobody of hers has looked at: of her group, or of the clinic's staff."""
    person, group = g.person, _group()
    if person.is_staff:
        return bell.count_staff(person.clinic_id)
    return bell.count(group) if group else 0


def ringing() -> list[Notice]:
    """News that nobody has looked at yet, for the screen that she has before her."""
    group = _group()
    if group is not None:
        return bell.ringing(group)
    return bell.ringing_in_clinic(g.person.clinic_id) if g.person.is_staff else []


def lies_open() -> bool:
    """Whether this is a screen that asks for news by itself."""
    return request.endpoint in _LIE_OPEN


def look(group: groups.Group | None) -> None:
    """She has seen the news of this group; without one a social worker has seen all of it.

    Where the form names what stood before her, she has seen that and no more.
    """
    shown = request.form.getlist("shown", type=int)
    if shown and (group is not None or g.person.is_staff):
        bell.acknowledge_these(g.person.clinic_id, shown, group, g.person)
    elif group is not None:
        bell.acknowledge(group, g.person)
    elif g.person.is_staff:
        bell.acknowledge_all(g.person.clinic_id, g.person)


def _group() -> groups.Group | None:
    """The group whose room this is, or else her own."""
    group: groups.Group | None = g.get("group")
    return group if group is not None or g.person.is_staff else groups.find_of(g.person)


def _under_way(clinic_id: int) -> _Stand | None:
    """How what waits to be sent stands now; None where nothing is sent."""
    if SMS not in channels.carried(clinic_id):
        return None
    clinic = clinics.get(clinic_id)
    if not channels.is_quiet(clinic, clock.now()):
        return _UNDER_WAY
    return "note", "moon", _RESTS % {"hour": filters.hour(60 * clinic.quiet_until)}


def _told(notice: Notice, last: NoticeTry | None, way: _Stand | None) -> Told:
    is_under_way = way is not None and notice.state == WAITING and notice.next_try_at is not None
    stands = _HANDED_OVER if last and last.is_handed_over and notice.state == SENT else _STATES[notice.state]
    kind, icon, state = way if way and is_under_way else stands
    said = sentences.sentence(notice, PERSIAN)
    address = links.base() + notice.link
    text = f"{said}\n{address}"
    is_sorry = last is not None and not notice.is_told and (last.outcome == NO_LINE or last.error or not is_under_way)
    return Told(
        notice=notice,
        words=words(notice),
        kind=kind,
        icon=icon,
        state=str(state),
        is_untold=notice.state in (WAITING, GIVEN_UP) and not is_under_way,
        why=why(last) if is_sorry else "",
        text=text,
        sms=links.sms(notice.mobile, text),
        ways=links.ways(address, said)[1:],
    )
