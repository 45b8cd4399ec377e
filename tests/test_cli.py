"""The commands, as somebody at the terminal of the clinic's machine uses them."""

import io
import shutil

import pytest

import hamyar
from hamyar import cli
from hamyar.domain import clinics, people, sessions
from hamyar.kit.db import db, transaction
from hamyar.ops import settings

MOBILE = "+989121234567"


@pytest.fixture
def instance(new_database, tmp_path, monkeypatch):
    """An installation whose set-up is done, in the environment of the commands."""
    monkeypatch.setenv("HAMYAR_INSTANCE", str(tmp_path / "instance"))
    found = settings.load()
    shutil.copy(new_database, found.database)
    app = hamyar.create_app(found)
    with app.app_context():
        with transaction():
            clinics.found("مددکاری مهر", "یزد", "03531234567")
        close()
    return found


def close() -> None:
    db.session.remove()
    db.engine.dispose()


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command; gives its status and all it printed."""

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = cli.main(list(words), quiet_roof)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    opened = []

    def quiet_roof(found):
        opened.append(hamyar.create_app(found))
        return opened[-1]

    yield run
    for app in opened:
        with app.app_context():
            close()


def ask(found, question):
    """What the database says, in a fresh context."""
    with hamyar.create_app(found).app_context():
        try:
            return question()
        finally:
            close()


def worker():
    return people.find_by_mobile(None, MOBILE)


def make(run, password: str = "a long password") -> tuple[int, str]:
    words = ["--mobile", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "--name", "زهرا", "--surname", "كريمي", "--role", "manager"]
    return run("staff", *words, "--password-stdin", typed=password + "\n")


def test_staff_makes_an_account_that_can_sign_in(instance, run):
    assert make(run)[0] == 0
    assert ask(instance, lambda: (worker().role, worker().surname)) == ("manager", "کریمی")
    assert ask(instance, lambda: people.knows_secret(worker(), "a long password"))


def test_staff_gives_a_new_password_and_signs_her_out_everywhere(instance, run):
    make(run)

    def sign_in() -> str:
        with transaction():
            return sessions.begin(worker(), is_shared=False)

    secret = ask(instance, sign_in)
    assert make(run, "another password")[0] == 0
    assert ask(instance, lambda: people.knows_secret(worker(), "another password"))
    assert not ask(instance, lambda: people.knows_secret(worker(), "a long password"))
    assert ask(instance, lambda: sessions.find(secret)) is None


def test_staff_refuses_a_short_password_in_plain_words(instance, run):
    status, printed = make(run, "short")
    assert status == 1
    assert "10 characters" in printed
    assert ask(instance, worker) is None


def test_staff_refuses_what_is_no_mobile_number(instance, run):
    status, printed = run("staff", "--mobile", "12", "--password-stdin", typed="a long password\n")
    assert status == 1
    assert "mobile number" in printed


def test_staff_before_set_up_says_what_to_do_first(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HAMYAR_INSTANCE", str(tmp_path / "empty"))
    status, printed = make(run)
    assert status == 1
    assert "python3 app.py" in printed


def test_backup_and_restore_go_round(instance, run, tmp_path):
    status, printed = run("backup", str(tmp_path / "saved.zip"))
    assert status == 0
    assert "saved.zip" in printed
    assert "secret key" in printed
    make(run)
    status, printed = run("restore", str(tmp_path / "saved.zip"))
    assert status == 0
    assert "before-restore" in printed
    assert ask(instance, worker) is None


def test_restore_of_a_missing_file_is_told_without_a_traceback(instance, run, tmp_path):
    status, printed = run("restore", str(tmp_path / "none.zip"))
    assert status == 1
    assert "none.zip" in printed
    assert "Traceback" not in printed


def test_doctor_prints_sentences_and_fails_only_where_something_is_bad(instance, run, monkeypatch):
    monkeypatch.setenv("HAMYAR_PORT", "8391")
    status, printed = run("doctor")
    assert status == 0
    assert "[ok]" in printed
    instance.database.write_bytes(b"rubbish" * 1000)
    status, printed = run("doctor")
    assert status == 1
    assert "[X]" in printed


def test_an_unknown_command_lists_the_known_ones(run, capsys):
    with pytest.raises(SystemExit):
        run("sell")
    assert "backup" in capsys.readouterr().err


def test_every_command_stands_in_the_help_of_the_switch():
    import app

    for name, _, _ in cli.COMMANDS:
        assert name == "serve" or f"app.py {name}" in app.HELP
