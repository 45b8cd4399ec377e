"""Who did what, in words, newest first."""

import re
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, g
from markupsafe import Markup
from werkzeug.wrappers import Response

from hamyar.domain import groups, journal, people
from hamyar.domain.groups import Group
from hamyar.domain.journal import Entry
from hamyar.domain.people import Person
from hamyar.web import answers, asked, filters
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("journal", __name__)

_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TWO_HOURS = re.compile(r"[0-9]{1,2}-[0-9]{1,2}")

# Every act that the domain notes. `text` is the subject as it was written, `name` what follows its first word, which
# `day` puts in words; `hours` are the subject's two hours of a day.
ACTS = {
    "card.added": _l("A bank card was added: %(text)s"),
    "card.made": _l("New sign-in card for %(person)s"),
    "card.removed": _l("A bank card was taken out: %(text)s"),
    "channel.bale": _l("The bot in Bale was set up or changed"),
    "channel.email": _l("Sending of e-mail was set up or changed"),
    "channel.modem": _l("The modem was set up or changed"),
    "channel.sms": _l("The SMS provider was set up or changed"),
    "channel.telegram": _l("The bot in Telegram was set up or changed"),
    "clinic.checked": _l("The public address was checked: %(text)s"),
    "clinic.described": _l("The clinic’s details were changed"),
    "clinic.hung": _l("New posters hang in place of those with %(text)s"),
    "clinic.quiet": _l("The quiet hours were changed: %(hours)s"),
    "clinic.wifi": _l("The clinic’s Wi-Fi was written down: %(text)s"),
    "day.closed": _l("The group “%(group)s” does not work on %(day)s"),
    "day.opened": _l("The group “%(group)s” works on %(day)s after all"),
    "delivery.arranged": _l("How “%(text)s” hands over was changed"),
    "gateway.changed": _l("Payment by internet was set up or changed"),
    "gateway.id": _l("Payment by internet has a new merchant id"),
    "group.described": _l("The group “%(text)s” was changed"),
    "group.formed": _l("New group: “%(text)s”"),
    "group.photo": _l("New photo of the group “%(text)s”"),
    "group.requests": _l("Whether customers may ask “%(text)s” for something of their own was changed"),
    "group.took_up": _l("The group “%(text)s” took up other work"),
    "group.week": _l("The group “%(group)s” changed its working days"),
    "holiday.as_in_calendar": _l("%(day)s is as in the calendar again (%(name)s)"),
    "holiday.declared": _l("%(day)s was made a holiday: %(name)s"),
    "holiday.worked": _l("Work is done on %(day)s (%(name)s)"),
    "lead.named": _l("%(person)s leads the group “%(group)s”"),
    "member.joined": _l("%(person)s came into the group “%(group)s”"),
    "member.left": _l("%(person)s left the group “%(group)s”"),
    "morning.stopped": _l("The group “%(text)s” is told nothing in the morning any more"),
    "morning.wanted": _l("The group “%(text)s” is told its orders every morning"),
    "parcel.noted": _l("The post’s number of order %(text)s was written down"),
    "pay.agreed": _l("How “%(text)s” is paid was changed"),
    "permit.expected": _l("The permit of “%(group)s” is in progress, until %(day)s"),
    "permit.good": _l("The permit of “%(group)s” was written down, good until %(day)s"),
    "permit.granted": _l("The permit of “%(text)s” was written down"),
    "permit.in_progress": _l("The permit of “%(text)s” is in progress"),
    "permit.ran_out": _l("The permit of “%(text)s” ran out"),
    "person.added.manager": _l("New manager: %(person)s"),
    "person.added.member": _l("New member: %(person)s"),
    "person.added.social_worker": _l("New social worker: %(person)s"),
    "person.closed": _l("%(person)s can no longer sign in"),
    "person.described": _l("Name or number of %(person)s was changed"),
    "person.opened": _l("%(person)s may sign in again"),
    "product.added": _l("New product: %(name)s"),
    "product.brought_back": _l("A deleted product was brought back (%(text)s)"),
    "product.changed": _l("The product %(name)s was changed"),
    "product.hidden": _l("A product was hidden (%(text)s)"),
    "product.removed": _l("The product %(name)s was deleted"),
    "product.shown": _l("A product is shown again (%(text)s)"),
    "resend.done": _l("A customer was told her order links again"),
    "role.manager": _l("%(person)s is manager now"),
    "role.social_worker": _l("%(person)s is social worker now"),
    "secret.changed": _l("%(person)s has a new PIN or password"),
    "shop.closed": _l("The shop of “%(text)s” was closed"),
    "shop.opened": _l("The shop of “%(text)s” was opened"),
}
# The same where only the key was changed: the subject is then this one word.
_KEY = "key"
KEYS = {
    "channel.bale": _l("The key of the bot in Bale was changed"),
    "channel.email": _l("The password for sending e-mail was changed"),
    "channel.sms": _l("The key of the SMS provider was changed"),
    "channel.telegram": _l("The key of the bot in Telegram was changed"),
}


class Line(NamedTuple):
    """One act in words. `by` is None where it was done at the machine itself."""

    entry: Entry
    words: Markup
    by: Person | None


@bp.get("/journal")
def index() -> Response:
    """The clinic's journal."""
    page = journal.lines(g.clinic.id, asked.number("before"))
    what: dict[str, Any] = {"lines": _lines(page.rows), "next": page.next}
    if answers.is_part_asked():
        return answers.part("clinic/_journal_rows.html", **what)
    return answers.page("clinic/journal.html", **what)


def _lines(entries: list[Entry]) -> list[Line]:
    named = [_numbers(entry.subject) for entry in entries]
    everybody = people.by_numbers({one.get("person") for one in named} | {entry.by_id for entry in entries})
    all_groups = groups.by_numbers({one["group"] for one in named if "group" in one})
    return [
        Line(entry, _words(entry, numbers, everybody, all_groups), everybody.get(entry.by_id or 0))
        for entry, numbers in zip(entries, named, strict=True)
    ]


def _words(entry: Entry, numbers: dict[str, int], everybody: dict[int, Person], all_groups: dict[int, Group]) -> Markup:
    person, group = everybody.get(numbers.get("person", 0)), all_groups.get(numbers.get("group", 0))
    facts = {
        "person": person.full_name if person else "…",
        "group": group.name if group else "…",
        "text": entry.subject,
        "day": _day(entry.subject.partition(" ")[0]),
        "hours": _hours(entry.subject),
        "name": entry.subject.partition(" ")[2] or entry.subject,
    }
    known = KEYS if entry.subject == _KEY and entry.act in KEYS else ACTS
    sentence = Markup.escape(known.get(entry.act) or _("Something else was done"))
    return sentence % {key: Markup("<bdi>{}</bdi>").format(value) for key, value in facts.items()}


def _day(text: str) -> str:
    return filters.fact(date.fromisoformat(text)) if _A_DAY.fullmatch(text) else "…"


def _hours(text: str) -> str:
    if not _TWO_HOURS.fullmatch(text):
        return "…"
    begin, end = map(int, text.split("-"))
    return _("no quiet hours") if begin == end else filters.hours(60 * begin, 60 * end)


def _numbers(subject: str) -> dict[str, int]:
    """The numbers in a subject such as "person:5 group:3"."""
    return {kind: int(number) for kind, number in re.findall(r"\b(person|group):([0-9]{1,18})\b", subject)}
