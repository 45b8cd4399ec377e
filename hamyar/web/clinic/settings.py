"""What the public pages say of the clinic, where its links begin, and whether the machine is well."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from hamyar.domain import clinics
from hamyar.ops import backup, doctor
from hamyar.web import access, answers, fields, filters, links, submissions
from hamyar.web.clinic import connect
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("settings", __name__)
bp.before_request(access.manager_only)


class ClinicForm(FlaskForm):
    """The clinic itself."""

    name = fields.LineField(_l("Name of the clinic"), validators=[fields.needed(), fields.at_most(80)])
    city = fields.LineField(_l("City"), validators=[fields.needed(), fields.at_most(60)])
    phone = fields.LinePhoneField(_l("Telephone of the clinic"))
    about = fields.LinesField(_l("About the clinic"), validators=[fields.at_most(2000)])
    public_address = fields.LineField(_l("Public address"), validators=[fields.at_most(200)])

    def validate_public_address(self, field: fields.LineField) -> None:
        """Such as http://192.168.1.5:8080: a scheme, a machine, perhaps a port, nothing behind it."""
        if field.data and not _is_machine(field.data):
            raise ValidationError(str(_l("Write it like http://192.168.1.5:8080, with nothing behind it.")))


@bp.get("/settings")
def show() -> Response:
    """The form, and what the doctor says."""
    return _page(ClinicForm(obj=g.clinic))


@bp.post("/settings")
def save() -> Response:
    """Change what is said of the clinic."""
    form = ClinicForm()
    if not form.validate():
        return _page(form, 422)
    address = submissions.once(lambda: _saved(form))
    flash(_("Saved. The public pages say it already."), "good")
    return answers.go(address)


def _saved(form: ClinicForm) -> str:
    clinics.describe(
        g.clinic,
        name=form.name.data,
        city=form.city.data,
        phone=form.phone.data,
        about=form.about.data or "",
        public_address=form.public_address.data or "",
        by_id=g.person.id,
    )
    return url_for("clinic.settings.show")


def _page(form: ClinicForm, status: int = 200) -> Response:
    settings = current_app.config["SETTINGS"]
    findings = [
        (one.severity, one.sentence(_, filters.fact), one.what_to_do(_, filters.fact)) for one in doctor.quick(settings)
    ]
    return answers.page(
        "clinic/settings.html",
        status,
        form=form,
        findings=findings,
        links_begin=links.base(),
        backup_made=backup.last(settings),
        **connect.public_facts(),
    )


def _is_machine(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_bare = not parts.query and not parts.fragment and parts.path in ("", "/") and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and has_port and is_bare and text.isascii()
