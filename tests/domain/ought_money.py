"""What the money of an order ought to be, worked out once more from what was done with it and from nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

TEHRAN = timezone(timedelta(hours=3, minutes=30))
ALL_WAYS, AHEAD = {"cash", "card", "online"}, {"card", "online"}
OWED, HELD = {"unpaid", "claimed", "refused"}, {"paid", "too_little", "too_much"}
STATES = OWED | HELD | {"refunded"}
# Written down once more on purpose: the program's own tables must not be their own witness.
# From where, by which ways to pay, and whether the order must be alive.
PAYS = {
    "claim": (OWED | {"too_little"}, {"card"}, False),
    "take_cash": ({"unpaid"}, {"cash"}, True),
    "see": (OWED | {"too_little"}, {"card", "cash"}, False),
    "refuse": ({"claimed"}, {"card"}, False),
    "settle": ({"too_little", "too_much"}, ALL_WAYS, True),
    "refund": (HELD, ALL_WAYS, False),
    "mistaken": (HELD | {"refunded"}, {"card", "cash"}, False),
    "anew": ({"refunded"}, ALL_WAYS, True),
    "book": (STATES, {"online"}, False),
}
MOST_CLAIMS, MOST_ADDED = 12, 999
HELD_AGAIN, LEFT_AFTER_WARNING = timedelta(hours=6), timedelta(minutes=30)
QUIET_FROM, QUIET_UNTIL = 22, 8
# What nobody came back from is asked for after so many minutes.
PAUSES = (2, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720)


@dataclass(eq=False)
class Bill:
    """What one order costs, and every step with the rials of it; the sums are only ever added up from the steps.

    `due` is empty as long as the program has not said which amount it chose.
    """

    way: str
    total: int
    card: str = ""
    is_first: bool = False
    due: int | None = None
    state: str = "unpaid"
    is_dead: bool = False
    is_awaited: bool = True
    may_be_another: bool = False
    held_until: datetime | None = None
    warn_at: datetime | None = None
    is_warned: bool = False
    steps: list[tuple[str, int]] = field(default_factory=list)
    went_back_at: list[datetime] = field(default_factory=list)

    @property
    def came(self) -> int:
        """All that came since somebody said last that nothing had come."""
        return sum(amount for name, amount in self._counting if name != "refund")

    @property
    def went(self) -> int:
        """All that went back since then."""
        return sum(amount for name, amount in self._counting if name == "refund")

    @property
    def kept(self) -> int:
        return self.came - self.went

    @property
    def exact(self) -> int:
        """What is due, once the program has said it."""
        assert self.due is not None
        return self.due

    @property
    def missing(self) -> int:
        return 0 if self.is_enough else max(0, self.exact - self.kept)

    @property
    def is_enough(self) -> bool:
        return self.state in ("paid", "too_much")

    @property
    def to_give_back(self) -> int:
        if self.is_dead:
            return self.kept
        return self.kept - self.exact if self.state == "too_much" else 0

    @property
    def row(self) -> tuple[object, ...]:
        """As it ought to stand in the table."""
        sums = (self.state, self.due, self.came, self.went, self.is_awaited, self.to_give_back > 0)
        return (*sums, self.held_until, self.warn_at, self.is_warned)

    def refusals(self, name: str, amount: int) -> set[str]:
        """Why this step cannot be made; empty where it can."""
        sources, ways, is_for_living = PAYS[name]
        no = set()
        if self.state not in sources or self.way not in ways or (is_for_living and self.is_dead):
            no.add("pay.late")
        if name == "see" and amount <= 0:
            no.add("pay.amount")
        if name == "claim" and sum(step == "claim" for step, _ in self.steps) >= MOST_CLAIMS:
            no.add("claim.many")
        return no

    def go(self, name: str, amount: int, now: datetime) -> None:
        """Make this step; `amount` is what was seen, or what the gateway verified."""
        moved = {"take_cash": self.missing, "refund": self.to_give_back or self.kept, "see": amount, "book": amount}
        self.steps.append((name, moved.get(name, 0)))
        if name == "refund":
            self.went_back_at.append(now)
        self.state = self._after(name)
        self.look_again()
        if name in ("refuse", "mistaken", "anew"):
            self.hold_again(now)

    def follow(self, is_dead: bool) -> None:
        """Its order died, or lives again."""
        self.is_dead = is_dead
        self.look_again()

    def look_again(self) -> None:
        """Whether its amount is waited for; where it was given away meanwhile the program may choose anew."""
        is_awaited = self.state in OWED and not self.kept and not self.is_dead
        self.may_be_another = is_awaited and not self.is_awaited and bool(self.card)
        self.is_awaited = is_awaited

    def hold(self, now: datetime, time: timedelta) -> None:
        self.held_until, self.is_warned = now + time, False
        self.warn_at = self.held_until - min(timedelta(hours=3), time / 2)

    def hold_again(self, now: datetime) -> None:
        """She has some hours yet; not where she had more, or pays when she gets it."""
        if self.held_until and self.held_until < now + HELD_AGAIN:
            self.hold(now, HELD_AGAIN)

    def warn(self, now: datetime) -> None:
        """She is told, and has half an hour from when she is awake."""
        self.is_warned = True
        self.held_until = max(self.held_until or now, awake(now) + LEFT_AFTER_WARNING)

    @property
    def _counting(self) -> list[tuple[str, int]]:
        names = [name for name, _ in self.steps]
        return self.steps[len(names) - names[::-1].index("mistaken") :] if "mistaken" in names else self.steps

    def _after(self, name: str) -> str:
        plain = {"claim": "claimed", "take_cash": "paid", "settle": "paid", "mistaken": "unpaid", "anew": "unpaid"}
        if name in plain:
            return plain[name]
        if name == "refuse":
            return "too_little" if self.kept else "refused"
        if name == "refund":
            return "paid" if self.kept else "refunded"
        if self.kept == self.exact:
            return "paid"
        return "too_little" if self.kept < self.exact else "too_much"


@dataclass(eq=False)
class Begun:
    """One payment that was begun at the gateway: its name there, and how often nobody answered since."""

    name: str
    bill: Bill
    amount: int
    at: datetime
    ask_at: datetime | None
    state: str = "begun"
    asks: int = 0

    @property
    def row(self) -> tuple[object, ...]:
        """As it ought to stand in the table."""
        return (self.name, self.amount, self.state, self.asks, self.ask_at)

    def is_recent(self, now: datetime) -> bool:
        """Whether she may be at the gateway's page just now."""
        return self.state == "begun" and abs(now - self.at) <= timedelta(minutes=20)

    def succeed(self, now: datetime) -> bool:
        """The gateway verified it: booked, once for all. Whether it was now."""
        if self.state == "paid":
            return False
        self.state, self.ask_at = "paid", None
        self.bill.go("book", self.amount, now)
        return True

    def fail(self) -> None:
        """Nothing was paid there; a word that comes too late changes nothing."""
        if self.state == "begun":
            self.state, self.ask_at = "failed", None

    def put_off(self, now: datetime) -> None:
        """Nobody answered: asked for later, or given up."""
        self.asks += 1
        self.ask_at = now + timedelta(minutes=PAUSES[self.asks]) if self.asks < len(PAUSES) else None
        if self.ask_at is None and self.state == "begun":
            self.state = "given_up"


def awake(now: datetime) -> datetime:
    """From when on somebody hears what is told at this moment."""
    local = now.astimezone(TEHRAN)
    if QUIET_UNTIL <= local.hour < QUIET_FROM:
        return now
    morning = local.replace(hour=QUIET_UNTIL, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
