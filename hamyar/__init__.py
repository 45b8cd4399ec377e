"""Hamyar: the shop and the care desk of hamyar groups. This is the roof: it puts the floors together."""

import importlib
from pathlib import Path

from flask import Flask, g
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from hamyar import domain
from hamyar.kit import db
from hamyar.ops.settings import Settings
from hamyar.web import (
    access,
    assets,
    baskets_kept,
    calendar,
    filters,
    headers,
    health,
    here,
    hiding,
    language,
    letters,
    links,
    navigation,
    offline,
    outbox,
    photos,
    problems,
    squeeze,
    submissions,
    telling,
    trust,
    visits,
    words,
)
from hamyar.web.account import room as account_room
from hamyar.web.clinic import room as clinic_room
from hamyar.web.group import room as group_room
from hamyar.web.shop import room as shop_room

_HERE = Path(__file__).resolve().parent.parent
_MEGABYTE = 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """The whole program as one WSGI application, for a database that `ops.migrate` has brought up to date."""
    for storey in domain.STOREYS:
        importlib.import_module(f"hamyar.domain.{storey}")
    app = Flask("hamyar", root_path=str(_HERE), template_folder="templates", static_folder=None)
    _configure(app, settings)
    db.db.init_app(app)
    with app.app_context():
        db.prepare(db.db.engine)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The order of the doors: number the request, find the clinic, know the form, check its keys.
    for part in (headers, access, hiding, submissions):
        part.install(app)
    CSRFProtect(app).exempt(calendar.hide)
    for part in (squeeze, outbox, language, words, filters, problems, baskets_kept, letters, links, telling):
        part.install(app)
    app.context_processor(_everywhere)
    alone = (health.bp, here.bp, photos.bp, calendar.bp, offline.bp, trust.bp)
    for blueprint in (*alone, shop_room, account_room, group_room, clinic_room):
        app.register_blueprint(blueprint)
    assets.install(app, _HERE / "static", settings.instance / "cache")
    visits.install(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        PUBLIC_ADDRESS=settings.public_address,
        HSTS=settings.hsts,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # An error's words may be logged: numbers and secret links of customers must not stand in them.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        SESSION_COOKIE_NAME="hamyar",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=90 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        # A form may wait on a phone for days; its keys live as long as the phone's cookie.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        # Six photos of 15 MB and what is typed beside them.
        MAX_CONTENT_LENGTH=95 * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=4 * _MEGABYTE,
        MAX_FORM_PARTS=400,
    )


def _everywhere() -> dict[str, object]:
    clinic = g.get("clinic")
    return {
        "clinic": clinic,
        "site_name": clinic.name if clinic else "همیار",
        "person": g.get("person"),
        # "own" or "shared": whose phone she is signed in on; empty where nobody is.
        "signed_in_on": g.get("signed_in_on", ""),
        "group": g.get("group"),
        "home_url": "/account/home" if g.get("person") else "/",
        "navigation": navigation.places,
    }
