"""What ought to be: shelf, days and orders worked out once more from what was done alone. It asks the program nothing.

Jars lie on a shelf, lunch is made by the day, ordered the day before, a visit has its hours.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.domain.ought_money import AHEAD, MOST_ADDED, TEHRAN, Begun, Bill
from tests.domain.ought_orders import Place, Promise, Question, Wants, place_of

JARS, PLATES, VISITS = 10, 6, 2
PRICES = {"jar": 1_250_000, "lunch": 1_200_000, "visit": 3_000_000}
HOURS = (600, 840)
# A Monday; the Thursday of that week is a holiday in Iran every year, and until the last known day there is no other.
BEGINNING = datetime(2027, 2, 8, 10, 0, tzinfo=TEHRAN)
HOLIDAYS, LAST_KNOWN = {date(2027, 2, 11)}, date(2027, 2, 26)
WEEK = [BEGINNING.date() + timedelta(days=n) for n in range(5)]
RESTS = timedelta(days=60)
MOST_ASKED = 12


@dataclass
class Terms:
    """How the group is paid, as it was agreed last."""

    takes_cash: bool = True
    card: str = ""
    takes_online: bool = False
    has_gateway: bool = False
    is_paid_first: bool = False
    hold: timedelta = timedelta(hours=24)

    @property
    def ways(self) -> set[str]:
        on = {"cash": self.takes_cash, "card": bool(self.card), "online": self.takes_online and self.has_gateway}
        return {way for way, is_on in on.items() if is_on} or {"cash"}


@dataclass
class House:
    """Everything that one group has and promised."""

    now: datetime = BEGINNING
    limit: int = PLATES
    closed: set[date] = field(default_factory=set)
    # What the clinic itself says of a day: a holiday or none.
    word: dict[date, bool] = field(default_factory=dict)
    weekday_off: int | None = None
    works_on_holidays: bool = False
    terms: Terms = field(default_factory=Terms)
    promises: list[Promise] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.astimezone(TEHRAN).date()

    # what is there
    def held(self, without: Promise | None = None) -> Counter[Place]:
        """What the living orders hold."""
        held: Counter[Place] = Counter()
        for promise in self.promises:
            if promise is not without:
                held.update(dict(promise.held))
        return held

    def room(self, place: Place, without: Promise | None = None) -> int:
        """How many more can be had; below nothing where more was promised than can be made now."""
        what, _day, hour = place
        most = {"jar": JARS, "lunch": self.limit, "visit": VISITS if hour in HOURS else 0}
        return most[what] - self.held(without)[place]

    def is_holiday(self, day: date) -> bool:
        return self.word.get(day, day in HOLIDAYS)

    def is_closed(self, day: date) -> bool:
        is_day_of_rest = self.is_holiday(day) and not self.works_on_holidays
        return day in self.closed or day.weekday() == self.weekday_off or is_day_of_rest

    def is_too_early(self, what: str, day: date) -> bool:
        return day < self.today + timedelta(days=what == "lunch")

    def open_slots(self, wants: Wants) -> list[tuple[date, int | None]]:
        """The coming days, with the hour where one is wanted, for which anybody may ask, whatever is left of them."""
        coming = [self.today + timedelta(days=n) for n in range((LAST_KNOWN - self.today).days + 1)]
        slots = [(day, hour) for day in coming for hour in (HOURS if "visit" in wants else (None,))]
        return [(day, hour) for day, hour in slots if not self._bars(wants, day, hour)]

    def free(self, wants: Wants) -> list[tuple[date, int | None, int]]:
        """Those of them on which all of it can be had, and how many are left."""
        left = [
            (day, hour, {what: self.room(place_of(what, day, hour)) for what in wants})
            for day, hour in self.open_slots(wants)
        ]
        return [(day, hour, min(one.values())) for day, hour, one in left if all(one[w] >= wants[w] for w in wants)]

    def over(self) -> list[tuple[date, int]]:
        """The days from today on for which more lunch is still to be made than the limit is now."""
        still: Counter[date] = Counter()
        for promise in self.promises:
            if promise.state != "delivered":
                still.update({place[1]: many for place, many in promise.held if place[0] == "lunch" and place[1]})
        return [
            (day, still[day] - self.limit) for day in sorted(still) if still[day] > self.limit and day >= self.today
        ]

    # why not
    def refusals(self, wants: Wants, day: date, hour: int | None, way: str) -> set[str]:
        """Why this cannot be ordered; empty where it can."""
        no = self._short(wants, day, hour) | self._bars(wants, day, hour)
        return no | (set() if way in self.terms.ways else {"pay.gone"})

    def refusals_to_undo(self, promise: Promise) -> set[str]:
        step = promise.way[-1]
        no = set()
        if step.came_from is None:
            no.add("undo.other")
        if not promise.can_undo(self.now):
            no.add("undo.late")
        if promise.is_dead:
            no |= {"undo.refunded"} if any(at >= step.at for at in promise.bill.went_back_at) else set()
            no |= self._short(promise.wants, promise.day, promise.hour)
        return no

    def refusals_to_fit(self, promise: Promise, day: date, hour: int | None) -> set[str]:
        """Why an order cannot have this other day, though both want it."""
        no = {"day.past"} if day < self.today else set()
        no |= {"day.window"} if "visit" in promise.wants and hour not in HOURS else set()
        return no | ({"day.same"} if (day, hour) == (promise.day, promise.hour) else set())

    def refusals_to_move(self, promise: Promise, day: date, hour: int | None) -> set[str]:
        """The same, and whether that day has room: its own places go back first."""
        by_day = {what: many for what, many in promise.wants.items() if what != "jar"}
        return self.refusals_to_fit(promise, day, hour) | self._short(by_day, day, hour, without=promise)

    def refusals_to_ask(self, promise: Promise, question: Question) -> set[str]:
        """Why this cannot be asked; whether that day has room shows when it is answered."""
        no = set() if promise.state in question.states else {"agreement.late"}
        no |= {"agreement.open"} if promise.open_question else set()
        no |= {"agreement.many"} if promise.asked >= MOST_ASKED else set()
        return no | (self.refusals_to_fit(promise, question.day, question.hour) if question.day else set())

    def refusals_to_agree(self, promise: Promise, question: Question) -> set[str]:
        """Why a yes to this cannot be said."""
        no = set() if question is promise.open_question else {"agreement.late"}
        return no | (self.refusals_to_move(promise, question.day, question.hour) if question.day else set())

    def refusals_to_choose(self, promise: Promise, day: date, hour: int | None) -> set[str]:
        """Why a customer cannot choose this other day herself."""
        no = set() if promise.state == "placed" else {"move.late"}
        by_day = {what: many for what, many in promise.wants.items() if what != "jar"}
        no |= set() if by_day else {"move.unknown"}
        return no | self._bars(by_day, day, hour) | self.refusals_to_move(promise, day, hour)

    # what is done
    def promise(self, number: int, wants: Wants, way: str, day: date | None, hour: int | None) -> Promise:
        """An order was made."""
        total = sum(PRICES[what] * many for what, many in wants.items())
        is_by_day = any(what != "jar" for what in wants)
        return self.keep(Promise(number, wants, self.bill(way, total), self.now, *((day, hour) if is_by_day else ())))

    def keep(self, promise: Promise) -> Promise:
        self.promises.append(promise)
        return promise

    def bill(self, way: str, total: int) -> Bill:
        """What an order of this moment costs."""
        terms = self.terms
        card = terms.card if way == "card" else ""
        bill = Bill(way, total, card, terms.is_paid_first and way in AHEAD, due=None if card else total)
        if way in AHEAD:
            bill.hold(self.now, terms.hold)
        return bill

    def hear_due(self, bill: Bill, due: int) -> None:
        """The program says which amount it chose: to a card one that no other has, else what it costs."""
        others = [one for one in self.promises if one.bill is not bill and one.bill.card == bill.card]
        taken = {one.bill.due for one in others if one.bill.is_awaited}
        lately = {one.bill.due for one in others if one.placed_at >= self.now - RESTS}
        if bill.due is not None and not (bill.may_be_another and bill.due in taken):
            assert due == bill.due, "it is not to be changed"
        elif bill.card:
            assert 0 < due - bill.total <= MOST_ADDED
            assert due not in taken, "two owe the same to one card"
            assert due not in lately, "it rests for a while"
        bill.due, bill.may_be_another = due, False

    def warn(self) -> int:
        """Warn as the clock ought to; how many."""
        held = [promise for promise in self.promises if promise.is_running_out]
        warned = [one for one in held if not one.bill.is_warned and one.bill.warn_at and one.bill.warn_at <= self.now]
        for one in warned:
            one.bill.warn(self.now)
        return len(warned)

    def end(self) -> int:
        """End as the clock ought to; how many."""
        held = [promise for promise in self.promises if promise.is_running_out]
        is_over = [
            one for one in held if one.bill.is_warned and one.bill.held_until and one.bill.held_until <= self.now
        ]
        at_the_till = {one.bill for one in self.begun if one.is_recent(self.now)}
        ended = [one for one in is_over if one.bill not in at_the_till]
        for one in ended:
            one.go("expire", self.now)
        return len(ended)

    # private
    def _short(self, wants: Wants, day: date | None, hour: int | None, without: Promise | None = None) -> set[str]:
        places = [(place_of(what, day, hour), many) for what, many in wants.items()]
        short = {place[0] for place, many in places if _is_taken(place) and self.room(place, without) < many}
        return {"stock.short" if what == "jar" else "day.full" for what in short}

    def _bars(self, wants: Wants, day: date, hour: int | None) -> set[str]:
        """Why nobody may ask for this day, whatever is left of it."""
        by_day = set(wants) - {"jar"}
        no = {"day.early"} if any(self.is_too_early(what, day) for what in by_day) else set()
        no |= {"day.closed"} if by_day and self.is_closed(day) else set()
        local = self.now.astimezone(TEHRAN)
        has_begun = day == local.date() and (hour or 0) <= local.hour * 60 + local.minute
        return no | ({"day.window"} if "visit" in by_day and (hour not in HOURS or has_begun) else set())


def _is_taken(place: Place) -> bool:
    return place[0] == "jar" or place[1] is not None
