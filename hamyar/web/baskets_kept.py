"""This phone's basket: its secret stands in the signed cookie, everything else in the table."""

from flask import Flask, g, session
from markupsafe import Markup

from hamyar.domain import baskets
from hamyar.domain.baskets import Basket
from hamyar.kit.errors import Missing
from hamyar.web import filters

_FIELD = "basket"


def install(app: Flask) -> None:
    """Let every public page say how much is in the basket."""
    app.jinja_env.globals["basket_badge"] = badge


def find(*, with_photos: bool = True) -> Basket | None:
    """This phone's basket, or None."""
    named = secret()
    return baskets.find(g.clinic.id, named, with_photos=with_photos) if named else None


def get() -> Basket:
    """This phone's basket. Raises Missing."""
    basket = find()
    if basket is None:
        raise Missing("basket")
    return basket


def open_one() -> Basket:
    """This phone's basket, a new one where it has none. Call it in a transaction."""
    basket = find()
    if basket is None:
        basket, session[_FIELD] = baskets.begin(g.clinic.id)
        session.permanent = True
    return basket


def badge() -> Markup:
    """How much is in the basket, as the header's link shows it: nothing for nothing."""
    if g.get("holes") is not None:
        return Markup(g.holes.badge())
    return badge_of(pulse()[0])


def badge_of(lines: int) -> Markup:
    """The badge for a number of lines."""
    return Markup(' <span class="count">{}</span>').format(filters.shown_digits(lines)) if lines else Markup("")


def secret() -> str | None:
    """What names this phone's basket, or None where it has none."""
    return session.get(_FIELD)


def pulse() -> tuple[int, str]:
    """`domain.baskets.pulse` of this phone's basket."""
    return pulse_of(secret())


def pulse_of(named: str | None) -> tuple[int, str]:
    """The same for the basket of this name; nothing for none."""
    return baskets.pulse(named) if named else (0, "")
