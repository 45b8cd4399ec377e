"""What an order ought to be: what it holds, where it stands, what was asked about it, worked out from what was done."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.domain.ought_money import Bill

DEAD, OPEN = {"declined", "cancelled", "not_collected"}, {"placed", "accepted", "ready"}
UNDO_FOR = timedelta(minutes=5)
# Written down once more on purpose: the program's own tables must not be their own witness.
LEADS = {
    "accept": ("placed", "accepted", "worker"),
    "decline": ("placed", "declined", "worker"),
    "cancel": ("placed", "cancelled", "customer"),
    "agree": ("placed", "accepted", "agreement"),
    "expire": ("placed", "cancelled", "clock"),
    "ready": ("accepted", "ready", "worker"),
    "call_off": ("accepted", "cancelled", "worker"),
    "agree_cancel": ("accepted", "cancelled", "agreement"),
    "agree_cancel_ready": ("ready", "cancelled", "agreement"),
    "deliver": ("ready", "delivered", "worker"),
    "not_collected": ("ready", "not_collected", "worker"),
}
# In which states of an order each side may ask for what; `True` is the group.
MAY_BE_ASKED = {
    (True, "other_day"): {"placed", "accepted"},
    (False, "other_day"): {"accepted"},
    (True, "cancel"): {"accepted", "ready"},
    (False, "cancel"): {"accepted", "ready"},
}
Wants = dict[str, int]
# What is held: of what, on which day, at which hour of it.
Place = tuple[str, date | None, int | None]


@dataclass(frozen=True)
class Step:
    """A step that counts: where it came from and led, when, and whether somebody of the group made it."""

    came_from: str | None
    state: str
    at: datetime
    is_ours: bool


@dataclass(frozen=True)
class Question:
    """What one side asked the other."""

    by_group: bool
    kind: str
    day: date | None = None
    hour: int | None = None

    @property
    def states(self) -> set[str]:
        """In which states of its order it may be asked and answered."""
        return MAY_BE_ASKED[self.by_group, self.kind]


@dataclass(eq=False)
class Promise:
    """One order: what it is of, when it is for, and each step of it, those that were taken back among them."""

    number: int
    wants: Wants
    bill: Bill
    placed_at: datetime
    day: date | None = None
    hour: int | None = None
    channel: str = "telephone"
    question: Question | None = None
    asked: int = 0
    way: list[Step] = field(default_factory=list)
    story: list[tuple[str | None, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.way.append(Step(None, "placed", self.placed_at, is_ours=False))
        self.story.append((None, "placed"))

    @property
    def state(self) -> str:
        return self.way[-1].state

    @property
    def is_dead(self) -> bool:
        return self.state in DEAD

    @property
    def is_running_out(self) -> bool:
        """Whether it is held for somebody whose money is waited for."""
        is_owed = self.bill.is_awaited and self.bill.state in ("unpaid", "refused")
        return is_owed and self.state == "placed" and self.bill.held_until is not None

    @property
    def open_question(self) -> Question | None:
        """What waits for an answer; it sleeps while its order is where that could not be asked."""
        return self.question if self.question and self.state in self.question.states else None

    @property
    def held(self) -> list[tuple[Place, int]]:
        """What it holds while it lives; what was made before anybody asked takes no place of a day."""
        if self.is_dead:
            return []
        places = [(place_of(what, self.day, self.hour), many) for what, many in self.wants.items()]
        return [(place, many) for place, many in places if place[0] == "jar" or place[1]]

    def refusals(self, name: str) -> set[str]:
        """Why this move cannot be made; empty where it can."""
        source, target, _who = LEADS[name]
        no = {"move.late"} if self.state != source else set()
        if target == "accepted" and self.bill.is_first and not self.bill.is_enough:
            no.add("move.unpaid")
        return no

    def go(self, name: str, now: datetime) -> None:
        """Make this move."""
        source, target, who = LEADS[name]
        self._write(source, target)
        self.way.append(Step(source, target, now, who == "worker"))
        if target in DEAD:
            self.bill.follow(is_dead=True)

    def agree(self, question: Question, now: datetime) -> None:
        """Both said yes: it has that day, and is accepted by that, or it is no more."""
        self.question = None
        if question.kind == "cancel":
            self.go({"accepted": "agree_cancel", "ready": "agree_cancel_ready"}[self.state], now)
            return
        self.day, self.hour = question.day, question.hour
        if not self.refusals("agree"):
            self.go("agree", now)

    def undo(self, now: datetime) -> None:
        """Take the last step back."""
        step = self.way.pop()
        self._write(step.state, self.state)
        if step.state in DEAD:
            self.bill.follow(is_dead=False)
        if self.state == "placed":
            self.bill.hold_again(now)

    def can_undo(self, now: datetime) -> bool:
        step = self.way[-1]
        return step.is_ours and abs(now - step.at) <= UNDO_FOR and not (self.channel == "fair" and self.is_dead)

    def _write(self, source: str, target: str) -> None:
        assert source == self.story[-1][1]
        self.story.append((source, target))


def place_of(what: str, day: date | None, hour: int | None) -> Place:
    """What so much of an order takes: a jar one of the shelf, lunch one of a day, a visit its hour."""
    return {"jar": ("jar", None, None), "lunch": ("lunch", day, None), "visit": ("visit", day, hour)}[what]
