"""Static files under names that carry their content's hash, so that browsers may keep them for ever.

There is no build step: at the first start after a change everything is hashed, bundled and compressed once into the
cache folder; later starts only look whether it is still right. WhiteNoise serves that folder.
"""

import gzip
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.wrappers import Request, Response
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes

from hamyar.web import bundles

# The order of the cascade; a test holds it complete.
STYLES = (
    "tokens.css",
    "base.css",
    "layout.css",
    "button.css",
    "form.css",
    "card.css",
    "order.css",
    "message.css",
    "photo.css",
    "share.css",
    "calendar.css",
    "print.css",
    "older.css",
)
# What only members and staff see, so that no customer pays for it.
DESK_STYLES = (
    "tabs.css",
    "table.css",
    "board.css",
    "wizard.css",
    "product.css",
    "sheets.css",
    "pasted.css",
    "sell.css",
)
# For sheets on the narrow paper of a till's printer.
ROLL_STYLES = ("roll.css",)
_STYLE_BUNDLES = {"css/site.css": STYLES, "css/desk.css": DESK_STYLES, "css/roll.css": ROLL_STYLES}
# What every page needs, as one file; other scripts are named by the pages that use them.
SCRIPTS = ("idb-keyval.js", "hamyar.js", "drafts.js", "waiting.js", "outbox.js", "letters.js", "offline.js")
# htmx is fetched only by pages that have a use for it.
_SCRIPT_BUNDLES = {"js/site.js": SCRIPTS, "js/htmx.js": ("htmx-settings.js", "htmx.min.js")}

_PREFIX = "/static/"
_YEAR = 365 * 24 * 3600
_KEEP_RELEASES = 3
_SERVED = {".css", ".js", ".svg", ".png", ".woff2", ".webmanifest"}
_TEXT = {".css", ".js", ".svg", ".webmanifest"}
_SYMBOL = re.compile(r'<symbol\b[^>]*\bid="([^"]+)"')


@dataclass
class Assets:
    """What there is: the hashed name of each path, the symbols of each sprite, and the ready bytes by hashed name."""

    names: dict[str, str]
    symbols: dict[str, list[str]]
    content: dict[str, bytes]

    def url(self, path: str) -> str:
        """Where the browser finds `path`, such as css/site.css or icons/lucide.svg#phone.

        Raises KeyError for a file or a sprite's symbol that there is not: a mistyped name shows at once.
        """
        file, _, symbol = path.partition("#")
        if symbol and symbol not in self.symbols[file]:
            raise KeyError(path)
        return _PREFIX + self.names[file] + ("#" + symbol if symbol else "")


def install(app: Flask, static_folder: Path, cache_folder: Path) -> None:
    """Give templates `asset(path)` and serve `/static/`; a cache folder that cannot be written prevents no start."""
    assets = None
    try:
        ready = cache_folder / f"static-{_fingerprint(static_folder)}"
        assets = _recall(ready) or _write(gather(static_folder), ready)
        app.wsgi_app = _from_disk(app.wsgi_app, ready / "files")  # type: ignore[method-assign]
    except OSError as error:
        app.logger.warning("Static files are served from memory, the cache folder cannot be used: %s", error)
        assets = gather(static_folder)
        app.wsgi_app = _FromMemory(app.wsgi_app, assets.content)  # type: ignore[method-assign]
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url


def gather(static_folder: Path) -> Assets:
    """Read, bundle and name everything. Raises KeyError where a style names a file that there is not."""
    assets = Assets({}, {}, {})
    bundled = {f"js/{name}" for names in _SCRIPT_BUNDLES.values() for name in names}
    for path, file in _files(static_folder):
        if file.suffix != ".css" and path not in bundled:
            body = file.read_bytes()
            _add(assets, path, body)
            if file.suffix == ".svg":
                assets.symbols[path] = _SYMBOL.findall(body.decode())
    for path, names in _STYLE_BUNDLES.items():
        _add(assets, path, bundles.styles(_texts(static_folder / "css", names), assets.names).encode())
    for path, names in _SCRIPT_BUNDLES.items():
        _add(assets, path, bundles.scripts(_texts(static_folder / "js", names)).encode())
    return assets


def _texts(folder: Path, names: Iterable[str]) -> list[str]:
    return [(folder / name).read_text("utf-8") for name in names if (folder / name).is_file()]


def _files(static_folder: Path) -> list[tuple[str, Path]]:
    found = (file for file in static_folder.rglob("*") if file.suffix in _SERVED and file.is_file())
    return sorted((file.relative_to(static_folder).as_posix(), file) for file in found)


def _add(assets: Assets, path: str, body: bytes) -> None:
    stem, dot, extension = path.rpartition(".")
    name = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{extension}"
    assets.names[path] = name
    assets.content[name] = body


def _fingerprint(static_folder: Path) -> str:
    """Changes when any static file does, or this module; costs a look at each file and reads none."""
    marks = hashlib.sha256()
    for path, file in [*_files(static_folder), ("", Path(__file__))]:
        facts = file.stat()
        marks.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return marks.hexdigest()[:16]


def _recall(ready: Path) -> Assets | None:
    """What an earlier start has made, or None where it is not there whole."""
    try:
        kept = json.loads((ready / "names.json").read_text("utf-8"))
        whole = all((ready / "files" / name).stat().st_size == size for name, size in kept["sizes"].items())
    except (OSError, ValueError, KeyError):
        return None
    return Assets(kept["names"], kept["symbols"], {}) if whole else None


def _write(assets: Assets, ready: Path) -> Assets:
    """Make the folder under another name first, so that it is there whole or not at all."""
    ready.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="new-", dir=ready.parent))
    try:
        sizes = {}
        for name, body in assets.content.items():
            file = draft / "files" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            sizes[name] = len(body)
            if file.suffix in _TEXT:
                packed = gzip.compress(body, 9, mtime=0)
                file.with_name(file.name + ".gz").write_bytes(packed)
                sizes[name + ".gz"] = len(packed)
        kept = {"names": assets.names, "symbols": assets.symbols, "sizes": sizes}
        (draft / "names.json").write_text(json.dumps(kept), "utf-8")
        _put(draft, ready)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _forget_old(ready.parent)
    return assets


def _put(draft: Path, ready: Path) -> None:
    """Give the finished folder its name, unless a second process was quicker."""
    if _recall(ready) is None:
        shutil.rmtree(ready, ignore_errors=True)
    try:
        draft.rename(ready)
    except OSError:
        if _recall(ready) is None:
            raise


def _forget_old(cache_folder: Path) -> None:
    """Only a few releases stay: a program of the last one may still be running."""
    releases = sorted(cache_folder.glob("static-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in releases[_KEEP_RELEASES:]:
        shutil.rmtree(folder, ignore_errors=True)


def _from_disk(wsgi_app: Any, files: Path) -> WhiteNoise:
    return WhiteNoise(
        wsgi_app,
        root=files,
        prefix=_PREFIX,
        max_age=_YEAR,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=lambda headers, path, url: headers.__setitem__("X-Content-Type-Options", "nosniff"),
    )


class _FromMemory:
    """The same files where no disk can be written: uncompressed, for the day until somebody has made room."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]], content: dict[str, bytes]) -> None:
        self.wsgi_app = wsgi_app
        self.content = content

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = self.content.get(environ.get("PATH_INFO", "").removeprefix(_PREFIX))
        if body is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.wsgi_app(environ, start_response)
        response = Response(body, content_type=MediaTypes().get_type(environ["PATH_INFO"]))
        response.headers["Cache-Control"] = f"max-age={_YEAR}, public, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.add_etag()
        return response.make_conditional(Request(environ))(environ, start_response)
