"""The page of one group, as the pages about its members show it too when something did not work."""

from flask import g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import groups, guessing, orders
from hamyar.domain.groups import Group
from hamyar.web import answers, fields, links
from hamyar.web.language import Lazy as _l


class PersonForm(FlaskForm):
    """Who somebody is. Her surname and number stay on the clinic's pages."""

    name = fields.LineField(_l("First name"), validators=[fields.needed(), fields.at_most(60)])
    surname = fields.LineField(_l("Surname"), validators=[fields.needed(), fields.at_most(60)])
    mobile = fields.MobileField(_l("Mobile number"))


def show(
    group: Group, status: int = 200, *, form: FlaskForm | None = None, sought: str = "", trouble: str = ""
) -> Response:
    """The whole page. `sought` looks for women who are in no group; `trouble` says what did not work."""
    return answers.page(
        "clinic/group.html",
        status,
        group=group,
        members=groups.members(group),
        most=groups.MOST_MEMBERS,
        spent={person.id for person in guessing.spent_members(g.clinic.id)},
        waiting=sum(orders.count_waiting(group).values()),
        form=form or PersonForm(formdata=None),
        sought=sought,
        found=groups.without_group(g.clinic.id, sought) if sought else [],
        trouble=trouble,
        poster=url_for("shop.storefront.poster", slug=group.slug),
        **links.to_share("shop.storefront.show", group.name, slug=group.slug),
    )
