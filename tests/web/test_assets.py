"""Static files have names that never change their meaning, and photos have too."""

import gzip
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hamyar.kit import photos as files
from hamyar.web import assets, bundles, photos

STATIC = Path(__file__).parent.parent.parent / "static"
TEMPLATES = STATIC.parent / "templates"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A static folder of a few lines."""
    folder = tmp_path / "static"
    for name, content in {
        "css/tokens.css": '/* a */\n:root { --a: "/* kept */"; }\n',
        "css/base.css": "@font-face {\n  src: url('../fonts/one.woff2');\n}\n",
        "fonts/one.woff2": "font",
        "js/one.js": "// one\n" * 40,
        "icons/some.svg": '<svg><symbol id="phone"/></svg>',
        "icons/README.md": "not for browsers",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


class Browser(FlaskClient):
    """Reads every answer to its end, so that no file stays open."""

    def get(self, *args: Any, **options: Any) -> TestResponse:
        return super().get(*args, buffered=True, **options)


def app_with(static: Path, cache: Path) -> Flask:
    app = Flask("tiny", static_folder=None)
    app.test_client_class = Browser
    assets.install(app, static, cache)
    return app


def url(app: Flask, path: str) -> str:
    return app.jinja_env.globals["asset"](path)


def test_every_style_sheet_has_its_place_in_the_cascade() -> None:
    placed = (*assets.STYLES, *assets.DESK_STYLES, *assets.ROLL_STYLES)
    assert sorted(placed) == sorted(file.name for file in (STATIC / "css").glob("*.css"))
    assert assets.STYLES[0] == "tokens.css"


def test_the_real_files_are_served_and_every_name_in_a_style_exists(tmp_path: Path) -> None:
    app = app_with(STATIC, tmp_path / "cache")
    browser = app.test_client()
    for path in (
        "css/site.css",
        "css/desk.css",
        "js/htmx.js",
        "js/site.js",
        "icons/lucide.svg",
        "fonts/vazirmatn.woff2",
    ):
        answer = browser.get(url(app, path))
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
    sheet = browser.get(url(app, "css/site.css")).text
    assert "/*" not in sheet
    for found in re.findall(r'url\("\.\./([^"]+)"\)', sheet):
        assert browser.get(f"/static/{found}").status_code == 200


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    symbols = assets.gather(STATIC).symbols["icons/lucide.svg"]
    assert len(symbols) == len(set(symbols))
    for template in TEMPLATES.rglob("*.html"):
        named = re.findall(r"\b(?:icon|draw)\('([a-z0-9-]+)'|\bicon='([a-z0-9-]+)'", template.read_text("utf-8"))
        for name in {one or other for one, other in named}:
            assert name in symbols, f"{template.name} wants the icon {name}"


def test_no_icon_and_no_style_is_kept_that_no_page_wants() -> None:
    pages = [*TEMPLATES.rglob("*.html"), *(TEMPLATES.parent / "hamyar").rglob("*.py"), *(STATIC / "js").glob("*.js")]
    words = set(re.findall(r"[\w-]+", " ".join(page.read_text("utf-8") for page in pages)))
    icons = assets.gather(STATIC).symbols["icons/lucide.svg"]
    sheets = " ".join(sheet.read_text("utf-8") for sheet in (STATIC / "css").glob("*.css"))
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}|url\([^)]*\)", " ", sheets, flags=re.DOTALL)
    # Some end with an order's state or a group's occupation; htmx gives the last ones.
    classes = {
        name for name in re.findall(r"\.([a-z][\w-]*)", selectors) if not name.startswith(("is-", "tint-", "htmx-"))
    }
    assert len(classes) > 50
    assert (classes | set(icons)) - words == set()


def test_styles_become_one_file_without_comments_that_names_hashed_files(small: Path, tmp_path: Path) -> None:
    app = app_with(small, tmp_path / "cache")
    sheet = app.test_client().get(url(app, "css/site.css"))
    assert sheet.mimetype == "text/css"
    font = url(app, "fonts/one.woff2").removeprefix("/static/")
    assert sheet.text == f':root {{ --a: "/* kept */"; }}\n@font-face {{\nsrc: url("../{font}");\n}}\n'


def test_styles_travel_in_words_that_old_browsers_know() -> None:
    sheet = """
    a { inline-size: 5rem; min-block-size: calc(1rem + (2px * 3)); gap: 1px 2px; }
    a { padding-inline: var(--s2); margin-inline: 1px 2px; }
    b { padding-block: calc(1rem + 1px) 2rem; inset-block: 0; inset-inline: 0; }
    b { margin-inline-start: auto; --inline-size: 1; }
    @media (min-width: 48em) { a:hover { border-block-end: 1px solid; block-size: auto !important } }
    """
    assert bundles.styles([sheet], {}).replace("\n", " ").strip() == (
        "a { width: 5rem; min-height: calc(1rem + (2px * 3)); grid-gap: 1px 2px; } "
        "a { padding-left: var(--s2); padding-right: var(--s2); margin-inline: 1px 2px; } "
        "b { padding-top: calc(1rem + 1px); padding-bottom: 2rem; top: 0; bottom: 0; left: 0; right: 0; } "
        "b { -webkit-margin-start: auto; margin-inline-start: auto; --inline-size: 1; } "
        "@media (min-width: 48em) { a:hover { border-bottom: 1px solid; height: auto !important } }"
    )


def test_scripts_travel_without_comments() -> None:
    one = "/* What it is. */\n(function () {\n  // Why.\n  a('//b'); // stays\n})();\n"
    assert bundles.scripts([one, "c();"]) == "(function () {\na('//b'); // stays\n})();\n\n;\nc();"


def test_what_browsers_can_unpack_travels_packed(small: Path, tmp_path: Path) -> None:
    app = app_with(small, tmp_path / "cache")
    answer = app.test_client().get(url(app, "js/one.js"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (small / "js/one.js").read_bytes()
    assert app.test_client().get(url(app, "js/one.js")).data == (small / "js/one.js").read_bytes()


def test_a_mistyped_name_shows_at_once(small: Path, tmp_path: Path) -> None:
    app = app_with(small, tmp_path / "cache")
    assert url(app, "icons/some.svg#phone").endswith(".svg#phone")
    for wrong in ("css/sight.css", "icons/README.md", "icons/some.svg#fone", "js/one.js#x", ""):
        with pytest.raises(KeyError):
            url(app, wrong)
    (small / "css/base.css").write_text("a { background: url(../icons/gone.svg) }")
    with pytest.raises(KeyError):
        app_with(small, tmp_path / "cache")


def test_another_content_has_another_name_and_the_old_one_ends(small: Path, tmp_path: Path) -> None:
    before = url(app_with(small, tmp_path / "cache"), "js/one.js")
    (small / "js/one.js").write_text("// two")
    app = app_with(small, tmp_path / "cache")
    assert url(app, "js/one.js") != before
    assert app.test_client().get(before).status_code == 404
    assert app.test_client().get("/static/js/one.js").status_code == 404
    assert app.test_client().get("/static/../static/js/one.js").status_code == 404


def test_a_later_start_does_not_do_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = app_with(STATIC, tmp_path / "cache")
    made = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*") if file.is_file()}
    monkeypatch.setattr(assets, "gather", None)
    second = app_with(STATIC, tmp_path / "cache")
    assert url(first, "css/site.css") == url(second, "css/site.css")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*") if file.is_file()} == made


def test_a_damaged_cache_is_made_again(small: Path, tmp_path: Path) -> None:
    app_with(small, tmp_path / "cache")
    next((tmp_path / "cache").rglob("*.woff2")).write_text("")
    app = app_with(small, tmp_path / "cache")
    assert app.test_client().get(url(app, "fonts/one.woff2")).data == b"font"


def test_few_releases_stay_on_the_disk(small: Path, tmp_path: Path) -> None:
    for number in range(6):
        (small / "js/one.js").write_text("//" + "x" * number)
        app_with(small, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_without_a_disk_to_write_everything_is_served_all_the_same(small: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    app = app_with(small, tmp_path / "cache")
    for path, mimetype in {"css/site.css": "text/css", "fonts/one.woff2": "font/woff2"}.items():
        answer = app.test_client().get(url(app, path))
        assert (answer.status_code, answer.mimetype) == (200, mimetype)
        assert "immutable" in answer.headers["Cache-Control"]
        again = app.test_client().get(url(app, path), headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert app.test_client().get("/static/none.js").status_code == 404


# photos


@pytest.fixture
def stored(tmp_path: Path) -> files.Stored:
    with (STATIC.parent / "tests/photos/invalid-exif-1.jpg").open("rb") as stream:
        return files.store(files.read(stream), tmp_path / "photos")


@pytest.fixture
def gallery(tmp_path: Path) -> Flask:
    app = Flask("tiny", static_folder=None, template_folder=TEMPLATES)
    app.test_client_class = Browser
    app.config["SETTINGS"] = SimpleNamespace(photos=tmp_path / "photos")
    app.register_blueprint(photos.bp)
    return app


def test_a_photo_is_kept_by_browsers_for_a_year(gallery: Flask, stored: files.Stored) -> None:
    browser = gallery.test_client()
    for extension, mimetype in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        address = f"/photos/{stored.name}-320.{extension}"
        answer = browser.get(address)
        assert (answer.status_code, answer.mimetype) == (200, mimetype)
        assert answer.cache_control.immutable
        assert answer.cache_control.max_age == 365 * 24 * 3600
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert browser.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_where_data_is_dear_the_next_smaller_photo_comes(gallery: Flask, stored: files.Stored) -> None:
    browser = gallery.test_client()
    wide, small = (browser.get(f"/photos/{stored.name}-{width}.webp") for width in (stored.width, 320))
    assert (wide.headers["Vary"], small.headers["Vary"]) == ("Save-Data", "Save-Data")
    for width in (stored.width, 320):
        spared = browser.get(f"/photos/{stored.name}-{width}.webp", headers={"Save-Data": "on"})
        assert spared.data == small.data
        assert spared.headers["ETag"] == small.headers["ETag"] != wide.headers["ETag"]


@pytest.mark.parametrize(
    "wrong", ["{}-100.webp", "{}-320.png", "{}.webp", "x{}-320.webp", "../{}-320.webp", "{}-0x1.webp"]
)
def test_other_addresses_lead_nowhere(gallery: Flask, stored: files.Stored, wrong: str) -> None:
    assert gallery.test_client().get("/photos/" + wrong.format(stored.name)).status_code == 404


def test_the_picture_on_a_page_names_files_that_exist(gallery: Flask, stored: files.Stored) -> None:
    source = "{% from '_ui/photo.html' import photo %}{{ photo(it, 'نان', 'calc(50vw - 1rem)', lazy=lazy) }}"
    with gallery.test_request_context():
        page = gallery.jinja_env.from_string(source).render(it=stored, lazy=True)
        eager = gallery.jinja_env.from_string(source).render(it=stored, lazy=False)
    addresses = re.findall(r"/photos/[^ \"]+", page)
    assert len(addresses) == 3
    for address in addresses:
        assert gallery.test_client().get(address).status_code == 200
    assert f'width="{stored.width}" height="{stored.height}"' in page
    assert f'<svg aria-hidden="true" fill="{stored.colour}">' in page
    assert 'loading="lazy"' in page
    assert "loading" not in eager
    assert "style=" not in page
