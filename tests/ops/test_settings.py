"""What an installation is set to, and the secrets it makes for itself."""

import os
import stat
from pathlib import Path

import pytest

from hamyar.ops import settings
from hamyar.ops.plain import Trouble


def load(folder: Path, **environment: str) -> settings.Settings:
    return settings.load({"HAMYAR_INSTANCE": str(folder), **environment})


def write(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def test_a_new_installation_needs_no_settings(tmp_path):
    found = load(tmp_path / "new" / "instance")
    assert found.port == 8080
    assert found.database == found.instance / "hamyar.db"
    assert (found.instance / "settings.toml").exists(), "a file to look into and change"


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path):
    write(tmp_path, 'port = 9000\nthreads = 3\npublic_address = "http://shop.example/"')
    found = load(tmp_path, HAMYAR_PORT="9001")
    assert (found.port, found.threads, found.keep_backups) == (9001, 3, 5)
    assert found.public_address == "http://shop.example", "links are joined to it"


def test_another_database_can_be_set(tmp_path):
    found = load(tmp_path, DATABASE_URL="postgresql+psycopg://clinic/hamyar")
    assert found.database is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("prot = 9000", "prot"),
        ('port = "9000"', "port"),
        ("port = true", "port"),
        ("port = 70000", "70000"),
        ("port = ", "settings.toml"),
        ('public_address = "192.168.1.5:8080"', "192.168.1.5:8080"),
        ("threads = 0", "threads"),
        ("port = 8080\nsecond_port = 8080", "second_port"),
        ("second_port = 70000", "second_port"),
        ('local_name = "two words"', "two words"),
        ('local_name = "-x"', "-x"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, word):
    write(tmp_path, text)
    with pytest.raises(Trouble, match=word):
        load(tmp_path)


def test_a_wrong_port_in_the_environment_is_named(tmp_path):
    with pytest.raises(Trouble, match="port"):
        load(tmp_path, HAMYAR_PORT="eighty")


def test_a_file_with_a_byte_order_mark_from_notepad_is_read(tmp_path):
    (tmp_path / "settings.toml").write_bytes(b"\xef\xbb\xbfport = 8099\r\n")
    assert load(tmp_path).port == 8099


def test_the_secret_key_is_made_once(tmp_path):
    first, second = load(tmp_path), load(tmp_path)
    assert len(first.secret_key) >= 64
    assert first.secret_key == second.secret_key
    assert first.secret_key != load(tmp_path / "other").secret_key


def test_a_key_cut_by_a_power_failure_is_made_anew(tmp_path):
    (tmp_path / "secret_key").write_text("")
    assert len(load(tmp_path).secret_key) >= 64


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_secrets_are_readable_by_their_owner_only(tmp_path):
    found = load(tmp_path)
    settings.make_setup_code(found)
    for name in ("secret_key", "setup_code"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_setup_code_stays_the_same_until_set_up_is_done(tmp_path):
    found = load(tmp_path)
    assert settings.setup_code(found) is None
    code = settings.make_setup_code(found)
    assert len(code) == 6
    assert code.isdigit()
    assert settings.make_setup_code(found) == code == settings.setup_code(found)
    settings.forget_setup_code(found)
    assert settings.setup_code(found) is None


def test_a_folder_that_cannot_be_made_is_told_plainly(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="cannot be written"):
        load(tmp_path / "file" / "instance")


def test_port_80_is_wanted_too_unless_something_else_was_said(tmp_path):
    assert load(tmp_path).second_port == 80
    for name, value in (("PORT", "8080"), ("HOST", "127.0.0.1"), ("TRUSTED_PROXY", "127.0.0.1"), ("SECOND_PORT", "0")):
        assert load(tmp_path, **{f"HAMYAR_{name}": value}).second_port == 0, name
    assert load(tmp_path, HAMYAR_PUBLIC_ADDRESS="https://mehr.example").second_port == 0, "a proxy wants it"
    assert load(tmp_path, HAMYAR_PORT="9000", HAMYAR_SECOND_PORT="9001").second_port == 9001


def test_a_name_is_announced_unless_it_is_switched_off(tmp_path):
    assert load(tmp_path).local_name == "hamyar"
    assert load(tmp_path, HAMYAR_LOCAL_NAME="Mehr.local").local_name == "mehr"
    assert load(tmp_path, HAMYAR_LOCAL_NAME="off").local_name == ""
    write(tmp_path, 'local_name = ""')
    assert load(tmp_path).local_name == ""


def test_settings_made_by_hand_want_no_second_port_and_no_name(tmp_path):
    bare = settings.Settings(instance=tmp_path)
    assert (bare.second_port, bare.local_name) == (0, "")


def test_several_proxies_may_be_named_each_by_its_address(tmp_path):
    write(tmp_path, 'trusted_proxy = "127.0.0.1, ::1 ,::ffff:10.0.0.7"')
    assert load(tmp_path).proxies == {"127.0.0.1", "::1", "10.0.0.7"}
    assert load(tmp_path / "other").proxies == frozenset()


@pytest.mark.parametrize("wrong", ["localhost", "*", "10.0.0.0/8", "127.0.0.1:80", "127.0.0.1; ::1"])
def test_a_proxy_that_is_no_address_is_named(tmp_path, wrong):
    with pytest.raises(Trouble, match="trusted_proxy"):
        load(tmp_path, HAMYAR_TRUSTED_PROXY=wrong)


def test_hsts_is_off_unless_it_is_asked_for_in_plain_words(tmp_path):
    assert load(tmp_path).hsts is False
    assert load(tmp_path, HAMYAR_HSTS="True").hsts is True
    with pytest.raises(Trouble, match="hsts"):
        load(tmp_path, HAMYAR_HSTS="perhaps")
    write(tmp_path, "hsts = 1")
    with pytest.raises(Trouble, match="hsts"):
        load(tmp_path)
