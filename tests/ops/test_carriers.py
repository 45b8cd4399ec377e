"""Each way out of the house: what is really handed over to a provider, a modem, a bot and a post office."""

import dataclasses
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from hamyar.domain import bell, outgoing, people, reaching
from hamyar.domain.channels import Channel
from hamyar.domain.notices import Notice
from hamyar.kit.db import db, transaction
from hamyar.ops import chats, providers
from hamyar.ops.settings import Settings
from tests.ops.sending import CUSTOMER, KEY, pass_time, set_up, state, tell, tell_cooks, wish
from tests.people import MARYAM
from tests.sms_server import SmsServer


def test_the_provider_described_as_json_gets_json(
    app: Flask, send: Any, sms_provider: SmsServer, settings: Settings
) -> None:
    provider = dataclasses.replace(providers.PRESETS["smsir"], address=sms_provider.address + "/send", line="30001234")
    set_up(app, settings, "sms", provider.as_data())
    number = tell(app)
    send()
    assert sms_provider.asked[0].content["mobiles"] == ["09351234567"]
    assert sms_provider.asked[0].content["lineNumber"] == 30001234
    assert sms_provider.asked[0].headers["x-api-key"] == KEY
    assert state(app, number)[0] == "sent"


def test_a_provider_asked_by_get_is_asked_by_get(
    app: Flask, send: Any, sms_provider: SmsServer, settings: Settings
) -> None:
    about = {"to": "{mobile98}", "text": "{text}", "key": "{key}"}
    provider = providers.Provider("خودمان", sms_provider.address + "/send?x=1", "query", about)
    set_up(app, settings, "sms", provider.as_data())
    number = tell(app)
    send()
    assert sms_provider.asked[0].content["to"] == "989351234567"
    assert state(app, number)[0] == "sent"


def test_a_modem_gets_a_file_that_gammu_reads(app: Flask, send: Any, settings: Settings, tmp_path: Path) -> None:
    set_up(app, settings, "modem", {"folder": str(tmp_path)})
    number = tell(app)
    send()
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("OUTC2026")
    assert file.name.endswith(f"_00_{CUSTOMER}_hamyar{number}.txt")
    assert "۱۰۴۲" in file.read_bytes().decode("utf-16")
    assert state(app, number)[0] == "sent"


@pytest.mark.parametrize(
    ("folders", "moved_to", "stands", "tries", "is_open"),
    [
        (("error", "sent"), None, "sent", [("sent", "")], True),
        (("error", "sent"), "sent", "sent", [("sent", "")], False),
        (("error", "sent"), "error", "given_up", [("failed", "modem")], False),
        # Without a folder of its own what failed is laid here too.
        (("sent",), "sent", "sent", [("sent", "")], True),
        ((), None, "sent", [("sent", "")], True),
    ],
)
def test_what_a_modem_took_is_told_when_it_was_sent(
    app: Flask,
    send: Any,
    settings: Settings,
    tmp_path: Path,
    folders: tuple[str, ...],
    moved_to: str | None,
    stands: str,
    tries: list[tuple[str, str]],
    is_open: bool,
) -> None:
    for folder in ("outbox", *folders):
        (tmp_path / folder).mkdir()
    set_up(app, settings, "modem", {"folder": str(tmp_path / "outbox")})
    number = tell(app)
    send()
    assert handed_over(app, number)
    if moved_to:
        (file,) = (tmp_path / "outbox").iterdir()
        file.rename(tmp_path / moved_to / file.name)
    for _ in range(2):
        send()
    assert state(app, number) == (stands, tries)
    assert handed_over(app, number) is is_open
    with app.app_context():
        assert bell.is_told_staff(1, outgoing.STAFF_KIND) is (stands == "given_up")


def test_what_the_modem_could_not_send_can_be_tried_again(
    app: Flask, send: Any, settings: Settings, tmp_path: Path
) -> None:
    for folder in ("outbox", "sent", "error"):
        (tmp_path / folder).mkdir()
    set_up(app, settings, "modem", {"folder": str(tmp_path / "outbox")})
    number = tell(app)
    send()
    (file,) = (tmp_path / "outbox").iterdir()
    file.rename(tmp_path / "error" / file.name)
    send()
    with app.app_context(), transaction():
        outgoing.again(db.session.get_one(Notice, number))
    pass_time(minutes=1)
    send()
    assert state(app, number) == ("sent", [("failed", "modem"), ("sent", "")]), "what failed before is not read again"


def test_a_modem_whose_folder_is_gone_is_a_fault_with_an_end(
    app: Flask, send: Any, settings: Settings, tmp_path: Path
) -> None:
    set_up(app, settings, "modem", {"folder": str(tmp_path / "gone")})
    number = tell(app)
    send()
    assert state(app, number) == ("waiting", [("failed", "folder")])


def test_a_code_sent_to_the_bot_makes_the_chat_hers(app: Flask, send: Any, sms: SmsServer, settings: Settings) -> None:
    set_up(app, settings, "telegram", {"address": sms.address})
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        code = reaching.ask_chat(maryam, "telegram")
    private, crowd = {"id": 55, "type": "private"}, {"id": 66, "type": "group"}
    sms.updates = [
        {"update_id": 7, "message": {"chat": crowd, "text": code}},
        {"update_id": 8, "message": {"chat": private, "text": "سلام"}},
        {"update_id": 9, "message": {"chat": private, "text": f"/start {code}"}},
    ]
    send()
    with app.app_context():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        assert reaching.of(maryam)["telegram"].address == "55"
        assert reaching.waiting_code(maryam, "telegram") == ""
    assert [one.content["chat_id"] for one in sms.asked] == ["55"], "she is told there that it worked"


def test_neither_a_broken_bot_nor_a_broken_message_hides_the_others(
    app: Flask, send: Any, sms: SmsServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    set_up(app, settings, "telegram", {"address": sms.address})
    set_up(app, settings, "bale", {"address": sms.address})
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        db.session.execute(sa.update(Channel).where(Channel.kind == "telegram").values(about="{"))
        code = [reaching.ask_chat(maryam, kind) for kind in ("telegram", "bale")][1]
    private = {"id": 55, "type": "private"}
    sms.updates = [
        {"update_id": 6, "message": 5},
        {"update_id": 7, "message": {"chat": {"id": 1, "type": "private"}, "text": "س" * 30_000}},
        {"update_id": 8, "message": {"chat": private, "text": code}},
        {"update_id": 9, "message": {"chat": {"type": "private"}}},
    ]
    send()
    with app.app_context():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        assert reaching.of(maryam)["bale"].address == "55"
        assert db.session.query(Channel.read_until).filter_by(kind="bale").scalar() == 9
    assert "could not be read: JSONDecodeError" in caplog.text


BOTTOMLESS = b'{"ok":' + b"[" * 100_000


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"[]", b"null", b"{}", b'{"ok": true, "result": [1]}', b'{"ok": true, "result": [{"message": 5}]}'),
        b'{"ok": true, "result": [{"update_id": 1e999}]}',
        b'{"ok": true, "result": [{"update_id": 1, "message": {"chat": {"type": "private", "id": 1e999}}}]}',
        BOTTOMLESS,
    ],
)
def test_a_bot_server_that_talks_nonsense_connects_nobody(answer: bytes) -> None:
    assert [line for line in chats.lines(answer) if line.chat] == []


def test_letters_go_by_the_post_office_of_the_clinic(app: Flask, send: Any, settings: Settings) -> None:
    with post_office() as (port, letters):
        about = {"host": "127.0.0.1", "port": port, "safety": "open", "user": "", "sender": "mehr@example.org"}
        set_up(app, settings, "email", about)
        wish(app, "email", "maryam@example.org")
        tell_cooks(app)
        assert send() == 1
    assert "rcpt TO:<maryam@example.org>" in letters
    assert any(line.startswith("Subject:") for line in letters)


def handed_over(app: Flask, number: int) -> bool:
    """Whether the page should say that a modem took it, and nobody knows more."""
    with app.app_context():
        tries = outgoing.last_tries([db.session.get_one(Notice, number)])
        return tries[number].is_handed_over


class post_office:  # noqa: N801 - reads as a sentence in the test
    """A post office on this machine that takes every letter; the port, and the lines it was told."""

    def __enter__(self) -> tuple[int, list[str]]:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.lines: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self.door.getsockname()[1], self.lines

    def __exit__(self, *_: object) -> None:
        self.thread.join(5)
        self.door.close()

    def _serve(self) -> None:
        visitor, _ = self.door.accept()
        is_in_letter = False
        with visitor, visitor.makefile("rw", newline="\r\n") as talk:
            self._say(talk, "220 hello")
            for line in talk:
                self.lines.append(line.strip())
                if is_in_letter:
                    is_in_letter = line != ".\r\n"
                    if not is_in_letter:
                        self._say(talk, "250 taken")
                    continue
                is_in_letter = line.startswith(("data", "DATA"))
                self._say(talk, "354 go on" if is_in_letter else "221 bye" if "quit" in line.lower() else "250 ok")

    @staticmethod
    def _say(talk: Any, line: str) -> None:
        talk.write(line + "\r\n")
        talk.flush()
