"""The page of one group, as the pages about its members show it too when something did not work."""

from typing import Any

from flask import g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import board, groups, guessing, permits
from hamyar.domain.groups import Group
from hamyar.kit import clock, digits
from hamyar.web import answers, fields, links
from hamyar.web.language import Lazy as _l

PERMIT_STATES = [(permits.GRANTED, _l("The permit is there")), (permits.IN_PROGRESS, _l("It is in progress"))]


class PersonForm(FlaskForm):
    """Who somebody is. Her surname and number stay on the clinic's pages."""

    name = fields.LineField(_l("First name"), validators=[fields.needed(), fields.at_most(60)])
    surname = fields.LineField(_l("Surname"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Mobile number"))


class PermitForm(FlaskForm):
    """What is known of a group's permit."""

    state = fields.ChoiceField(_l("What is there?"), choices=PERMIT_STATES)
    number = fields.LineField(_l("Number of the permit"), validators=[fields.at_most(permits.LONGEST_NUMBER)])
    until = fields.DayField(_l("Until which day?"))

    def recorded(self) -> dict[str, Any]:
        """The words for the domain."""
        number = digits.to_ascii(self.number.data or "")
        return {"state": self.state.data, "number": number, "until": self.until.data}


def show(
    group: Group,
    status: int = 200,
    *,
    form: FlaskForm | None = None,
    permit_form: FlaskForm | None = None,
    asks_sure: bool = False,
    sought: str = "",
    trouble: str = "",
) -> Response:
    """The whole page. `sought` looks for women who are in no group; `trouble` says what did not work.

    `asks_sure`: whether the permit in the form really takes the place of one that counts longer.
    """
    permit = permits.find_of(group)
    return answers.page(
        "clinic/group.html",
        status,
        group=group,
        members=groups.members(group),
        most=groups.MOST_MEMBERS,
        spent={person.id for person in guessing.spent_members(g.clinic.id)},
        waiting=sum(board.count_waiting(group).values()),
        form=form or PersonForm(formdata=None),
        permit_form=permit_form or PermitForm(formdata=None),
        permit=permit,
        asks_sure=asks_sure,
        permit_trouble=permits.trouble(group, permit, clock.today()),
        shuts=permits.SHUTS,
        needs_permit=permits.is_needed(group),
        sought=sought,
        found=groups.without_group(g.clinic.id, sought) if sought else [],
        trouble=trouble,
        poster=url_for("group.papers.poster", slug=group.slug),
        **links.to_share("shop.storefront.show", group.name, slug=group.slug),
    )
