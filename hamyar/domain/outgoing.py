"""What leaves the machine: the notices that wait to be sent, every try, and how each comes to an end.

A try is written down before it is made. Where the machine dies or no clear answer comes, nobody knows whether she got
it: it is tried once more and no oftener, so that she gets at most one message twice.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hamyar.domain import bell, groups, notices, people, reaching
from hamyar.domain.channels import MODEM, SMS, Channel
from hamyar.domain.notices import CUSTOMER, GIVEN_UP, GROUP, KEPT, PERSON, SENT, STAFF, TEST, UNNEEDED, WAITING, Notice
from hamyar.domain.people import Person
from hamyar.kit import clock, paging
from hamyar.kit.db import Base, Moment, changed, db

# states and limits
UNKNOWN, OK, FAILED, NO_LINE = "unknown", "sent", "failed", "no_line"
OUTCOMES = (UNKNOWN, OK, FAILED, NO_LINE)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MOST_TRIES = len(PAUSES) + 1
MOST_UNKNOWN = 2
# A machine without a line tries again and again, and gives up only what is too old to be news.
LINE_PAUSE, LINE_PATIENCE = timedelta(minutes=15), timedelta(days=3)
# A modem's program sends by itself what it was handed; for so long, and of so many, it is asked what became of it.
MODEM_PATIENCE = timedelta(days=3)
_MODEM_LOOKED_AT = 200
STAFF_KIND = "message.given_up"
_OUTSIDE = (CUSTOMER, PERSON, TEST)
_PARKED = {CUSTOMER: WAITING, PERSON: UNNEEDED, TEST: GIVEN_UP, GROUP: UNNEEDED, STAFF: UNNEEDED}


# nouns
class NoticeTry(Base):
    """One try. `error` is a key of the page's words, `detail` a number or a short word; never a text or a key.

    Of what a modem took, `detail` is when the file was written until it is known that it was sent.
    """

    __tablename__ = "notice_tries"
    __table_args__ = (
        sa.CheckConstraint(sa.column("outcome").in_(OUTCOMES), name="outcome"),
        sa.Index("ix_notice_tries_notice_id_id", "notice_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(sa.String(10))
    error: Mapped[str] = mapped_column(sa.String(20), default="")
    detail: Mapped[str] = mapped_column(sa.String(60), default="")

    notice: Mapped[Notice] = relationship()

    @property
    def is_handed_over(self) -> bool:
        """Whether a modem's program took it, and nobody knows yet whether it was sent."""
        return self.channel == MODEM and self.outcome == OK and bool(self.detail)


# verbs
def spread(notice: Notice) -> int:
    """Make a notice of her own for each woman it concerns who chose another channel. Done once; how many."""
    stands_in_the_app = sa.update(Notice).where(Notice.id == notice.id, Notice.state == WAITING)
    if not changed(stands_in_the_app.values(state=UNNEEDED, next_try_at=None)):
        return 0
    wishes = reaching.of_people(_concerned(notice))
    for wish in wishes:
        db.session.add(_own(notice, wish.person_id, wish.channel))
    db.session.flush()
    return len(wishes)


def park(notice: Notice) -> None:
    """Nothing carries it: a customer waits for somebody's hands, and a way set up later sends her nothing old.

    A woman has it in the app, and a test has failed.
    """
    values = {"state": _PARKED[notice.audience], "next_try_at": None}
    changed(sa.update(Notice).where(Notice.id == notice.id, Notice.state == WAITING).values(values))
    db.session.expire(notice)


def begin(notice: Notice, channel: str) -> NoticeTry | None:
    """Write down that it is tried now; None where it must not be: it was told meanwhile, or is given up."""
    if notice.tries >= MOST_TRIES or _count_unknown(notice.id) >= MOST_UNKNOWN:
        give_up(notice)
        return None
    as_read = (Notice.id == notice.id) & (Notice.state == WAITING) & (Notice.tries == notice.tries)
    pause = PAUSES[min(notice.tries, len(PAUSES) - 1)]
    following = {"tries": Notice.tries + 1, "next_try_at": clock.now() + pause}
    if not changed(sa.update(Notice).where(as_read).values(following)):
        return None
    db.session.expire(notice)
    return _row(notice, channel)


def note(one: NoticeTry, outcome: str, error: str = "", detail: str = "") -> None:
    """Write down how it went, and what follows from that."""
    one.outcome, one.error, one.detail = outcome, error[:20], detail[:60]
    db.session.flush()
    notice = one.notice
    if outcome == OK:
        _end(notice, SENT)
    elif _is_over(notice, outcome):
        give_up(notice)
    elif outcome == NO_LINE:
        still = sa.update(Notice).where(Notice.id == notice.id, Notice.state == WAITING)
        changed(still.values(tries=Notice.tries - 1, next_try_at=clock.now() + LINE_PAUSE))
        db.session.expire(notice)


def stumble(notice: Notice, detail: str) -> None:
    """It cannot even be begun, for a reason in the program or its own rows: that counts as a try, so it has an end."""
    one = begin(notice, notice.channel or SMS)
    if one is not None:
        note(one, FAILED, "wrong", detail)


def went(one: NoticeTry) -> None:
    """The modem's program sent what it was handed."""
    one.detail = ""
    db.session.flush()


def came_back(one: NoticeTry) -> None:
    """The modem's program could not send what it was handed, and has tried that itself: she was not told."""
    one.outcome, one.error, one.detail = FAILED, "modem", ""
    db.session.flush()
    give_up(one.notice, before=SENT)


def give_up(notice: Notice, before: str = WAITING) -> None:
    """Try no more. It stands on the clinic's list until somebody tells her or lets it be tried again.

    The staff are told too, once as long as none of them has looked.
    """
    if not _end(notice, GIVEN_UP, before) or notice.audience != CUSTOMER:
        return
    if not bell.is_told_staff(notice.clinic_id, STAFF_KIND):
        notices.tell_staff(notice.clinic_id, STAFF_KIND, {}, "/clinic/notices")


def again(notice: Notice) -> None:
    """Try what was given up once more from the beginning. Twice is as once."""
    given_up = sa.update(Notice).where(Notice.id == notice.id, Notice.state == GIVEN_UP)
    if changed(given_up.values(state=WAITING, tries=0, next_try_at=clock.now())):
        earlier = sa.update(NoticeTry).where(NoticeTry.notice_id == notice.id, NoticeTry.outcome == UNKNOWN)
        changed(earlier.values(outcome=FAILED))
    db.session.expire(notice)


def let_be(notice: Notice) -> None:
    """Nobody needs to be told this any more. Twice is as once."""
    given_up = sa.update(Notice).where(Notice.id == notice.id, Notice.state == GIVEN_UP)
    changed(given_up.values(state=UNNEEDED))
    db.session.expire(notice)


def test(person: Person, channel: str, mobile: str) -> Notice:
    """A message that only proves that the way works: tried once, at any hour."""
    notice = Notice(
        clinic_id=person.clinic_id, person_id=person.id, kind=TEST, audience=TEST, mobile=mobile, channel=channel
    )
    notice.made_at = notice.next_try_at = clock.now()
    db.session.add(notice)
    db.session.flush()
    return notice


def forget_old() -> int:
    """Remove what is older than half a year, and its tries: a number is not kept longer than it is needed."""
    is_old = Notice.made_at < clock.now() - KEPT
    changed(sa.delete(NoticeTry).where(NoticeTry.notice_id.in_(sa.select(Notice.id).where(is_old))))
    return changed(sa.delete(Notice).where(is_old))


# questions
def clinics_waiting() -> list[int]:
    """The clinics in which anything is due."""
    return list(db.session.scalars(sa.select(Notice.clinic_id).where(*_is_due()).distinct()))


def to_spread(clinic_id: int, limit: int = 50) -> list[Notice]:
    """What was told to groups and staff, and not yet looked at for their other channels."""
    return _due(clinic_id, limit, Notice.audience.in_((GROUP, STAFF)))


def waiting_to_send(clinic_id: int, *, is_quiet: bool, resting: Collection[str] = (), limit: int = 50) -> list[Notice]:
    """What should leave the machine now, the longest waiting first; in quiet hours only a test does.

    So it is with the kinds of message whose channel is `resting`: what waits for it keeps nothing else waiting.
    """
    # A customer's has no channel of its own: it goes by SMS.
    rests = sa.case((Notice.channel == "", SMS), else_=Notice.channel).in_(resting)
    can_leave = sa.or_(Notice.audience == TEST, ~rests)
    return _due(clinic_id, limit, Notice.audience.in_((TEST,) if is_quiet else _OUTSIDE), can_leave)


def modems() -> list[Channel]:
    """The modems of all clinics, on or off: they may still have something in hand."""
    return list(db.session.scalars(sa.select(Channel).where(Channel.kind == MODEM)))


def handed_over(clinic_id: int) -> list[NoticeTry]:
    """What a modem of this clinic took lately, and nobody knows yet whether it was sent."""
    told = sa.select(Notice.id).where(Notice.clinic_id == clinic_id, Notice.state == SENT)
    newest = told.order_by(Notice.id.desc()).limit(_MODEM_LOOKED_AT)
    query = sa.select(NoticeTry).where(NoticeTry.notice_id.in_(newest), NoticeTry.at > clock.now() - MODEM_PATIENCE)
    query = query.where(NoticeTry.channel == MODEM, NoticeTry.outcome == OK, NoticeTry.detail != "")
    return list(db.session.scalars(query.order_by(NoticeTry.id)))


def given_up(clinic_id: int, before: int | None = None) -> paging.Page[Notice]:
    """What could not be told, newest first."""
    query = sa.select(Notice).options(joinedload(Notice.group))
    return paging.newest_first(query.where(*_given_up(clinic_id)), Notice.id, before)


def count_given_up(clinic_id: int) -> int:
    """How much could not be told and nobody has told by hand."""
    return db.session.scalar(sa.select(sa.func.count()).where(*_given_up(clinic_id))) or 0


def last_test(clinic_id: int, channel: str) -> Notice | None:
    """The newest test of a channel."""
    query = sa.select(Notice).where(Notice.clinic_id == clinic_id, Notice.audience == TEST)
    return db.session.scalar(query.where(Notice.channel == channel).order_by(Notice.id.desc()).limit(1))


def last_tries(notices: Iterable[Notice]) -> dict[int, NoticeTry]:
    """The newest try of each of these, by the notice's number."""
    numbers = [one.id for one in notices]
    rows = db.session.scalars(sa.select(NoticeTry).where(NoticeTry.notice_id.in_(numbers)).order_by(NoticeTry.id))
    return {row.notice_id: row for row in rows}


# private
def _concerned(notice: Notice) -> list[Person]:
    if notice.audience == GROUP and notice.group is not None:
        return [one for one in groups.members(notice.group) if one.is_active]
    return [one for one in people.staff(notice.clinic_id) if one.is_active]


def _own(notice: Notice, person_id: int, channel: str) -> Notice:
    return Notice(
        clinic_id=notice.clinic_id,
        group_id=notice.group_id,
        order_id=notice.order_id,
        person_id=person_id,
        kind=notice.kind,
        audience=PERSON,
        facts=notice.facts,
        link=notice.link,
        channel=channel,
        made_at=notice.made_at,
        next_try_at=clock.now(),
    )


def _row(notice: Notice, channel: str) -> NoticeTry:
    """A row for this try; days without a line leave one row, not hundreds."""
    query = sa.select(NoticeTry).where(NoticeTry.notice_id == notice.id).order_by(NoticeTry.id.desc()).limit(1)
    last = db.session.scalar(query)
    one = last if last and last.outcome == NO_LINE else NoticeTry(notice=notice)
    one.channel, one.at, one.outcome, one.error, one.detail = channel, clock.now(), UNKNOWN, "", ""
    db.session.add(one)
    db.session.flush()
    return one


def _is_over(notice: Notice, outcome: str) -> bool:
    if notice.audience == TEST:
        return True
    if outcome == NO_LINE:
        return clock.now() - notice.made_at > LINE_PATIENCE
    return notice.tries >= MOST_TRIES or _count_unknown(notice.id) >= MOST_UNKNOWN


def _count_unknown(notice_id: int) -> int:
    query = sa.select(sa.func.count()).where(NoticeTry.notice_id == notice_id, NoticeTry.outcome == UNKNOWN)
    return db.session.scalar(query) or 0


def _end(notice: Notice, state: str, before: str = WAITING) -> bool:
    """Only what is as it was before: whoever told her by hand meanwhile is right. Whether it was ended now."""
    values = {"state": state, "next_try_at": None, "sent_at": clock.now() if state == SENT else None}
    is_ended = changed(sa.update(Notice).where(Notice.id == notice.id, Notice.state == before).values(values))
    db.session.expire(notice)
    return bool(is_ended)


def _due(clinic_id: int, limit: int, *which: sa.ColumnElement[bool]) -> list[Notice]:
    query = sa.select(Notice).where(Notice.clinic_id == clinic_id, *_is_due(), *which)
    return list(db.session.scalars(query.order_by(Notice.next_try_at, Notice.id).limit(limit)))


def _is_due() -> tuple[sa.ColumnElement[bool], ...]:
    """A time further away than the longest pause was written by a clock that has since been set back: it is due too."""
    now = clock.now()
    return (
        Notice.state == WAITING,
        Notice.next_try_at.is_not(None),
        sa.or_(Notice.next_try_at <= now, Notice.next_try_at > now + PAUSES[-1] + timedelta(minutes=1)),
    )


def _given_up(clinic_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Notice.clinic_id == clinic_id, Notice.state == GIVEN_UP, Notice.audience != TEST
