"""How a group hands over, as one form: three ways with a switch each. What is off is kept as it was typed."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from hamyar.domain import delivery
from hamyar.domain.delivery import Courier, Pickup, Post, Way
from hamyar.kit.errors import Refused
from hamyar.web import fields, problems
from hamyar.web.group import prices, way_rows
from hamyar.web.group.rows import RowsField
from hamyar.web.group.way_rows import AreaForm, StepForm
from hamyar.web.language import Lazy as _l


def _above_nothing(_form: Any, field: Field) -> None:
    if field.data == 0:
        raise ValidationError(problems.say(Refused("way.free_above")))


class WaysForm(FlaskForm):
    """All three of them."""

    pickup = BooleanField(_l("Customers fetch it themselves"))
    where = fields.LineField(_l("Where do they fetch it?"), validators=[fields.at_most(200)])
    hours = fields.LineField(_l("When?"), validators=[fields.at_most(100)])
    courier = BooleanField(_l("We bring it: our own courier"))
    areas = RowsField(AreaForm, _l("Where to, and for how much?"), most=delivery.MOST_AREAS, row_name=_l("Area %(n)s"))
    courier_free = fields.TomanField(
        _l("Free for orders from"), is_optional=True, validators=[prices.sensible, _above_nothing]
    )
    post = BooleanField(_l("We send it by post"))
    steps = RowsField(StepForm, _l("For how much?"), most=delivery.MOST_STEPS, row_name=_l("Weight %(n)s"))
    post_free = fields.TomanField(
        _l("Free for orders from"), is_optional=True, validators=[prices.sensible, _above_nothing]
    )

    def typed(self) -> tuple[Pickup, Courier, Post]:
        """What was typed, for the domain."""
        return (
            Pickup(self.pickup.data, self.where.data or "", self.hours.data or ""),
            Courier(self.courier.data, way_rows.areas(self.areas), self.courier_free.data),
            Post(self.post.data, way_rows.steps(self.steps), self.post_free.data),
        )


def filled(ways: list[Way]) -> WaysForm:
    """The form as the group's ways stand."""
    by_kind = {way.kind: way for way in ways}
    pickup, courier, post = (by_kind.get(kind) for kind in delivery.WAYS)
    facts: dict[str, Any] = {kind: kind in by_kind and by_kind[kind].is_on for kind in delivery.WAYS}
    facts |= {"where": pickup.where, "hours": pickup.hours} if pickup else {}
    facts |= {"areas": way_rows.of_courier(courier), "courier_free": courier.free_above if courier else None}
    facts |= {"steps": way_rows.of_post(post), "post_free": post.free_above if post else None}
    return WaysForm(formdata=None, data=facts)


def rearrange(form: WaysForm) -> bool:
    """Do what a tap on "one more" or "take this one out" asks for; whether it was such a tap."""
    has_moved = [
        form.areas.rearrange(request.form.get("area", "")),
        form.steps.rearrange(request.form.get("step", "")),
    ]
    return any(has_moved)


def is_sound(form: WaysForm) -> bool:
    """Whether all that was typed has its shape; the errors stand at the fields."""
    form.validate()
    way_rows.check(form.areas)
    way_rows.check(form.steps)
    return not form.errors
