"""app.py on machines as they are: bare, offline, half installed. No test here uses the network.

A made-up wheel stands for the real packages, so that an installation takes seconds.
"""

import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hamyar.ops.settings import HERE

VENV_PYTHON = Path("Scripts/python.exe") if os.name == "nt" else Path("bin/python")
# The program of these tests: it says which Python runs it and what is installed there.
PROGRAM = """
import sys
def create_app(settings): pass
class cli:
    @staticmethod
    def main(words, roof):
        import tiny
        print("ran", tiny.VERSION, sys.prefix, *words)
        return 7 if words == ["fail"] else 0
"""


def wheel(folder: Path, version: str) -> str:
    """Make the wheel tiny-<version> and give the line of a lock that pins it."""
    folder.mkdir(exist_ok=True)
    path, about = folder / f"tiny-{version}-py3-none-any.whl", f"tiny-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("tiny.py", f"VERSION = {version!r}")
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        file.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{about}/RECORD", "")
    return f"tiny=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def lock(tree: Path, version: str) -> None:
    line = wheel(tree / "wheels", version)
    absent = "nowhere==1.0 ; sys_platform == 'never' \\\n    --hash=sha256:" + "0" * 64 + "\n"
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tree / name).write_text("# a lock\n" + line + absent)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A tree after its first start, and what that start printed."""
    tree = tmp_path_factory.mktemp("made") / "tree"
    (tree / "hamyar").mkdir(parents=True)
    shutil.copy(HERE / "app.py", tree)
    (tree / "hamyar" / "__init__.py").write_text(PROGRAM)
    lock(tree, "1.0")
    return tree, start(tree).stdout


@pytest.fixture
def tree(made: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "tree", symlinks=True))


def start(tree: Path, *words: str, python: str | Path = sys.executable, **environment: str):
    command = [python, tree / "app.py", *words]
    # Whoever looks for the network gets an error at once.
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | offline | environment, timeout=120)


def bootstrap(tree: Path):
    """app.py as a module."""
    spec = importlib.util.spec_from_file_location("switch", tree / "app.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_first_start_makes_an_environment_from_the_wheels_folder_and_runs(made):
    tree, printed = made
    assert f"ran 1.0 {tree / '.venv'}" in printed
    assert (tree / ".venv" / VENV_PYTHON).exists()


def test_a_later_start_installs_nothing_and_passes_words_and_status_on(tree):
    shutil.rmtree(tree / "wheels")
    later = start(tree, "backup", "a file")
    assert later.stdout == f"ran 1.0 {tree / '.venv'} backup a file\n"
    assert start(tree, "fail").returncode == 7


def test_the_environments_own_python_can_start_it_too(tree):
    assert start(tree, python=tree / ".venv" / VENV_PYTHON).stdout.startswith("ran 1.0")


def test_a_half_made_environment_is_made_anew(tree):
    (tree / ".venv" / "hamyar-installed").write_text("unfinished\n")
    shutil.rmtree(next(tree.glob(".venv/**/site-packages/pip"), tree / "none"))
    again = start(tree)
    assert "ran 1.0" in again.stdout, again.stderr


def test_an_environment_whose_python_is_gone_is_made_anew(tree):
    (tree / ".venv" / VENV_PYTHON).unlink()
    again = start(tree)
    assert "ran 1.0" in again.stdout, again.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no version in that path")
def test_an_environment_of_another_python_version_is_made_anew(tree):
    """As after an upgrade of the system, which puts another python3 behind the same link."""
    packages = next((tree / ".venv" / "lib").iterdir())
    packages.rename(packages.with_name("python3.1"))
    again = start(tree)
    assert "ran 1.0" in again.stdout, again.stderr


def test_a_new_lock_is_installed_and_where_that_fails_the_old_program_still_starts(tree):
    old = (tree / "requirements.txt").read_text()
    (tree / "requirements.txt").write_text(old.replace("tiny==1.0", "tiny==3.0"))
    failed = start(tree)
    assert failed.returncode == 1
    assert "wheels/" in failed.stderr
    assert "ran" not in failed.stdout
    assert "Traceback" not in failed.stderr

    (tree / "requirements.txt").write_text(old)
    assert start(tree).stdout.startswith("ran 1.0"), "nothing was made anew for it"

    lock(tree, "2.0")
    assert "ran 2.0" in start(tree).stdout


def test_two_first_starts_at_once_do_not_disturb_each_other(tree):
    shutil.rmtree(tree / ".venv")
    command = [sys.executable, tree / "app.py"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    printed = [one.communicate(timeout=120) for one in both]
    assert all("ran 1.0" in out for out, _ in printed), printed
    assert sum("Making" in out for out, _ in printed) == 1, "the second waited for the first"


def test_a_python_that_has_everything_makes_no_environment(tree, tmp_path):
    shutil.rmtree(tree / ".venv")
    with zipfile.ZipFile(tree / "wheels" / "tiny-1.0-py3-none-any.whl") as file:
        file.extractall(tmp_path / "installed")
    assert f"ran 1.0 {sys.prefix}" in start(tree, PYTHONPATH=str(tmp_path / "installed")).stdout
    assert not (tree / ".venv").exists()


def test_help_needs_no_environment_and_names_every_command(tree):
    shutil.rmtree(tree / ".venv")
    printed = start(tree, "--help").stdout
    assert not (tree / ".venv").exists()
    for command in ("demo", "staff", "backup", "restore", "doctor", "test", "bench", "translate", "screenshots"):
        assert command in printed


def test_an_old_python_can_read_the_file_and_says_what_it_needs(tree):
    ast.parse((tree / "app.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    old = "import sys; sys.version_info = (3, 9); import app; app.main([])"
    said = subprocess.run([sys.executable, "-c", old], cwd=tree, capture_output=True, text=True)
    assert said.returncode == 1
    assert "3.11" in said.stderr
    assert "3.9" in said.stderr
    assert "Traceback" not in said.stderr


def test_where_python_cannot_make_environments_the_package_is_named(tree):
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        bootstrap(tree).check_venv_module(shutil.which("false"))


def test_a_32_bit_python_is_spared_what_has_no_wheels_for_it():
    switch = bootstrap(HERE)
    switch.SPARED = ("pi-heif", "greenlet")  # As on a 32-bit Python.
    names = {name for name, _ in switch.requirements("requirements.txt")}
    assert "pi-heif" not in names
    assert "greenlet" not in names
    assert "pillow" in names


@pytest.mark.parametrize(("version", "chosen"), [((3, 11, 4), "1.0"), ((3, 11, 10), "2.0"), ((3, 13, 0), "2.0")])
def test_a_lock_that_differs_by_python_version_compares_versions_as_numbers(tree, monkeypatch, version, chosen):
    old, new = (
        f"tiny=={one} ; python_full_version {sign} '3.11.5' \\\n" for one, sign in (("1.0", "<"), ("2.0", ">="))
    )
    (tree / "requirements.txt").write_text(old + new)
    switch = bootstrap(tree)
    monkeypatch.setattr(sys, "version_info", version)
    assert switch.requirements("requirements.txt") == [("tiny", chosen)]


def test_the_lock_has_hashes_and_names_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (HERE / name).read_text()
        assert "://" not in text
        assert all(" \\" in line for line in text.splitlines() if line[:1].isalnum())


def test_the_tools_lock_holds_the_programs_own_packages():
    switch = bootstrap(HERE)
    assert set(switch.requirements("requirements.txt")) <= set(switch.requirements("requirements-dev.txt"))
