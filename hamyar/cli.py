"""Floor 3: the commands of app.py. Each opens its own transaction, and tells trouble in plain words."""

import argparse
import getpass
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hamyar.kit.errors import Busy, Refused
from hamyar.ops import settings as configuration
from hamyar.ops.plain import N_, Trouble
from hamyar.ops.settings import HERE, Settings

if TYPE_CHECKING:
    from flask import Flask

    Roof = Callable[[Settings], Flask]

_CATALOGUES = HERE / "hamyar" / "translations"
# What the domain's refusals mean to somebody at a terminal.
_REFUSALS = {
    "password.short": N_("A password has %(least)s characters or more."),
    "password.long": N_("A password has at most %(most)s characters."),
    "password.simple": N_("This password is too easy to guess."),
    "mobile.taken": N_("Somebody in this installation has this number already."),
}


def main(words: Sequence[str], roof: "Roof") -> int:
    """Run one command and give its exit status. `roof` builds the program where a command needs it."""
    # What Hamyar writes is for its own user alone.
    os.umask(0o077)
    chosen, rest = _parser().parse_known_args(list(words) or ["serve"])
    if rest and not chosen.passes_on:
        _parser().error(f"unknown: {' '.join(rest)}")
    chosen.rest, chosen.roof = rest, roof
    try:
        return int(chosen.run(chosen) or 0)
    except Trouble as trouble:
        print("", *trouble.lines(), sep="\n", file=sys.stderr)
    except OSError as error:
        print(f"\n{error.strerror or error}: {error.filename or ''}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Without a command: serve.")
    parser.set_defaults(passes_on=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, says in COMMANDS:
        command = commands.add_parser(name, help=says, description=says, add_help=name != "test")
        command.set_defaults(run=run, passes_on=name in ("test", "bench", "screenshots"))
        if name in ("backup", "restore"):
            command.add_argument("file", type=Path, metavar="FILE")
        if name == "staff":
            _staff_words(command)
    return parser


# serving


def _serve(chosen: argparse.Namespace) -> None:
    _run(configuration.load(), chosen.roof)


def _demo(chosen: argparse.Namespace) -> None:
    """A made-up clinic in a folder that goes away with it."""
    with tempfile.TemporaryDirectory(prefix="hamyar-demo-", ignore_cleanup_errors=True) as folder:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        settings = configuration.load(environment | {"HAMYAR_INSTANCE": folder})
        # What belongs to the real installation of this house is not taken by a made-up one.
        _run(replace(settings, second_port=0, local_name=""), chosen.roof, is_demo=True)


def _run(settings: Settings, roof: "Roof", is_demo: bool = False) -> None:
    from hamyar.ops import announcing, clockwork, delivery, lock, migrate, restore, serving

    with lock.hold(settings):
        if restore.recover(settings):
            serving.say(N_("A restore was cut off in the middle; everything was put back as it was before it."))
        _look_at_machine(settings)
        saved = migrate.upgrade(settings)
        if saved:
            serving.say(
                N_("The database was brought to this version. As it was before, it is saved in %(file)s."), file=saved
            )
        doors, settings = serving.take_ports(settings)
        app = roof(settings)
        lines = _demo_lines(app, settings) if is_demo else _setup_lines(app, settings)
        server = serving.open_door(app, settings, doors)
        serving.greet(settings, lines)
        announcer = announcing.Announcer(settings)
        app.extensions["announcer"] = announcer
        announcer.start(lambda state: serving.say(state.text, **state.facts))
        # What is made up ages too fast to be tidied away, and is told to nobody.
        threads = [] if is_demo else [clockwork.start(app, settings), delivery.start(app, settings)]
        try:
            serving.until_stopped(server)
        finally:
            announcer.stop()
            for ended in threads:
                ended.set()


def _look_at_machine(settings: Settings) -> None:
    """Say what is wrong before anything is made. Only a folder that takes nothing ends the start."""
    from hamyar.ops import doctor

    for finding in doctor.quick(settings):
        if finding.severity != doctor.GOOD:
            print("", *finding.lines(), sep="\n", file=sys.stderr)


def _setup_lines(app: "Flask", settings: Settings) -> list[str]:
    """The set-up code of an empty installation, which proves to the wizard who stands at this machine."""
    from hamyar.domain import clinics
    from hamyar.ops import plain

    with app.app_context():
        is_empty = clinics.find_only() is None
    if not is_empty:
        configuration.forget_setup_code(settings)
        return []
    code = configuration.make_setup_code(settings)
    return ["", *plain.both(N_("Open it to set up your clinic. The set-up code is %(code)s"), {"code": code}), ""]


def _demo_lines(app: "Flask", settings: Settings) -> list[str]:
    from hamyar.ops import demo

    with app.app_context():
        return list(demo.build(settings))


# staff


def _staff_words(command: argparse.ArgumentParser) -> None:
    command.add_argument("--mobile", help="09... ; asked for where it is left out, like the rest")
    command.add_argument("--name")
    command.add_argument("--surname")
    command.add_argument("--role", choices=["manager", "social_worker"])
    command.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _staff(chosen: argparse.Namespace) -> None:
    """Make a staff account, or give one a new password, signed out everywhere and free of guessing pauses."""
    from hamyar.ops import migrate

    settings = configuration.load()
    if migrate.revision(settings) != migrate.head():
        raise Trouble(N_("Start Hamyar once first: python3 app.py"))
    with chosen.roof(settings).app_context():
        try:
            _make_or_reset(chosen)
        except Refused as refused:
            text = _REFUSALS.get(refused.key)
            raise Trouble(text, **refused.facts) if text else Trouble("%(key)s", key=refused.key) from refused
        except Busy as busy:
            raise Trouble(
                N_("The database is busy or the disk takes nothing. Nothing was changed; try again.")
            ) from busy


def _make_or_reset(chosen: argparse.Namespace) -> None:
    from hamyar.domain import clinics, guessing, people, sessions
    from hamyar.kit.db import transaction
    from hamyar.ops.serving import say

    clinic = clinics.find_only()
    if clinic is None:
        raise Trouble(N_("There is no clinic yet. Open Hamyar in a browser and set it up."))
    mobile = _mobile(chosen)
    person = people.find_by_mobile(clinic.id, mobile)
    if person and not person.is_staff:
        raise Trouble(N_("This number belongs to a member of a group. Staff give her a sign-in card."))
    about = {} if person else {key: _asked(chosen, key) for key in ("name", "surname")} | {"role": _role(chosen)}
    secret = people.hashed(people.checked_password(_password(chosen), mobile))
    with transaction():
        if person is None:
            person = people.add_staff(clinic, **about, mobile=mobile, by=None)
        people.set_secret(person, secret, by=None)
        sessions.end_all(person)
        guessing.forget(mobile)
    say(N_("Done. Sign in with this mobile number and the new password."))


def _mobile(chosen: argparse.Namespace) -> str:
    from hamyar.kit import mobile

    number = mobile.read(_asked(chosen, "mobile"))
    if number is None:
        raise Trouble(N_("This is not an Iranian mobile number: 09 and nine more digits."))
    return number


def _role(chosen: argparse.Namespace) -> str:
    return str(chosen.role or "social_worker")


def _asked(chosen: argparse.Namespace, key: str) -> str:
    from hamyar.kit import letters

    text = letters.line(getattr(chosen, key) or _typed(f"{key}: "))
    if not text or len(text) > 60:
        raise Trouble(N_("%(key)s cannot be empty or longer than 60 letters."), key=key)
    return text


def _password(chosen: argparse.Namespace) -> str:
    if chosen.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("password: ")
    if getpass.getpass("password again: ") != first:
        raise Trouble(N_("The two passwords are not the same. Nothing was changed."))
    return first


def _typed(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        return ""


# keeping safe


def _backup(chosen: argparse.Namespace) -> None:
    from hamyar.ops import backup
    from hamyar.ops.serving import say

    settings = configuration.load()
    path, missing = backup.write(settings, chosen.file)
    say(N_("Saved and read again: %(file)s (%(size)s KB)."), file=path, size=path.stat().st_size >> 10)
    if missing:
        say(N_("%(count)s photos could not be saved: their files are gone already."), count=len(missing))
    say(N_("It holds everything, the secret key and private files too. Keep it where only you can reach it."))


def _restore(chosen: argparse.Namespace) -> None:
    from hamyar.ops import restore
    from hamyar.ops.serving import say

    aside = restore.restore(configuration.load(), chosen.file)
    say(N_("Restored. What was here before is kept in %(folder)s; delete it when all is well."), folder=aside)


def _doctor(chosen: argparse.Namespace) -> int:
    from hamyar.ops import doctor

    signs = {doctor.GOOD: "[ok]", doctor.WARNING: "[!] ", doctor.BAD: "[X] "}
    findings = doctor.full(configuration.load())
    for finding in findings:
        print(signs[finding.severity], "\n     ".join(finding.lines()))
    return 1 if doctor.worst(findings) == doctor.BAD else 0


# for developers


def _test(chosen: argparse.Namespace) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *(chosen.rest or ["tests"])], cwd=HERE)


def _bench(chosen: argparse.Namespace) -> int:
    return subprocess.call([sys.executable, "-m", "tests.bench", *chosen.rest], cwd=HERE)


def _screenshots(chosen: argparse.Namespace) -> int:
    return subprocess.call([sys.executable, "-m", "tests.screens.make", *chosen.rest], cwd=HERE)


def _translate(chosen: argparse.Namespace) -> int:
    """Collect the texts of program and templates, merge them into each catalogue, and compile."""
    with tempfile.TemporaryDirectory() as folder:
        found = ["-i", str(Path(folder, "messages.pot")), "-d", str(_CATALOGUES)]
        words = ["-k", "N_", "-k", "_l", "-k", "Lazy", "--no-location", "--sort-output", "--omit-header", "--no-wrap"]
        # Without --ignore-dirs, folders such as templates/_ui are passed over.
        where = ["-F", str(_CATALOGUES / "babel.cfg"), "--ignore-dirs", ".*"]
        extract = ["extract", *where, *words, "-o", found[1], "hamyar", "templates"]
        merge = [
            "update",
            *found,
            "--no-fuzzy-matching",
            "--no-wrap",
            "--ignore-obsolete",
            "--ignore-pot-creation-date",
        ]
        if not (_CATALOGUES / "fa").exists():
            merge = ["init", *found, "-l", "fa", "--no-wrap"]
        # Nothing is guessed above; it is the head of a new catalogue that counts as "fuzzy".
        finish = ["compile", "-d", str(_CATALOGUES), "--use-fuzzy", "--statistics"]
        for step in (extract, merge, finish):
            if failed := subprocess.call([sys.executable, "-m", "babel.messages.frontend", "-q", *step], cwd=HERE):
                return failed
    return 0


COMMANDS: tuple[tuple[str, Callable[[argparse.Namespace], int | None], str], ...] = (
    ("serve", _serve, "serve the clinic on this machine"),
    ("demo", _demo, "serve a made-up clinic; nothing is kept"),
    ("staff", _staff, "make a staff account, or give one a new password"),
    ("backup", _backup, "save everything into one file"),
    ("restore", _restore, "bring a backup back; what is there now is kept aside"),
    ("doctor", _doctor, "say what is wrong, and what to do"),
    ("test", _test, "run every test; further words go to pytest"),
    ("bench", _bench, "measure how fast it is"),
    ("translate", _translate, "collect the texts to translate, and compile the catalogues"),
    ("screenshots", _screenshots, "make the README's pictures"),
)
