"""Hamyar's switch. `python3 app.py` makes what it needs, once, and serves; `--help` says what else it can do.

Until its environment stands, this file uses the standard library alone. It is written so that an old Python can still
read it, for the sake of one sentence: which Python is needed.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys

try:
    import fcntl
except ImportError:
    fcntl = None  # Windows

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "hamyar-installed")
WHEELS = os.path.join(HERE, "wheels")
NEEDED, NEEDED_BY_TOOLS = "requirements.txt", "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)
UNFINISHED = "unfinished"

# Ready-made wheels of these do not exist for a 32-bit Python, and Hamyar runs without them.
SPARED = ("pi-heif", "greenlet") if sys.maxsize < 2**32 else ()

TOOLS = ("test", "bench", "translate", "screenshots")

HELP = """\
Hamyar: shops and orders of a clinic's groups, on one machine.

  python3 app.py                  serve the clinic on this machine (port 8080)
  python3 app.py demo             serve a made-up clinic to look around in; nothing is kept
  python3 app.py staff            make a staff account, or give one a new password
  python3 app.py backup FILE      save database, photos, settings and secret key into one file
  python3 app.py restore FILE     bring such a file back; what is there now is kept aside
  python3 app.py doctor           say what is wrong with this machine, and what to do

For developers:
  python3 app.py test             run every test (further words go to pytest)
  python3 app.py bench            measure how fast it is
  python3 app.py translate        collect the texts to translate, and compile the catalogues
  python3 app.py screenshots      make the README's pictures

`python3 app.py COMMAND --help` says more. Settings: instance/settings.toml, or HAMYAR_PORT, HAMYAR_INSTANCE,
HAMYAR_PUBLIC_ADDRESS in the environment.
"""


def main(words):
    if sys.version_info < OLDEST_PYTHON:
        stop(
            "Hamyar needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2],
            "همیار به پایتون ۳٫۱۱ یا تازه‌تر نیاز دارد؛ این نسخه %d.%d است." % sys.version_info[:2],
        )
    speak_any_script()
    if words[:1] in (["-h"], ["--help"], ["help"]):
        print(HELP, end="")
        return 0
    python = environment(NEEDED_BY_TOOLS if words[:1] and words[0] in TOOLS else NEEDED)
    if not is_this(python):
        return run_again(python, words)
    from hamyar import cli, create_app

    return cli.main(words, create_app)


# The environment -----------------------------------------------------------------------------------------------------


def environment(needed):
    """The Python that has everything `needed` lists. Makes .venv, or mends it, where nothing else has it."""
    if is_stamped(needed):
        return venv_python()  # All that a later start looks at.
    if not in_venv() and has_everything(needed):
        return sys.executable
    with alone():
        if not is_stamped(needed):
            if UNFINISHED in stamp_lines() or not works(venv_python()):
                make_venv()
            if not lists_everything(venv_python(), needed):
                install(needed)
            remember(needed)
    return venv_python()


@contextlib.contextmanager
def alone():
    """Wait for another start that is still installing; its pip keeps the lock where the start itself is killed."""
    with open(os.path.join(HERE, "app.py")) as file:
        if fcntl:
            os.set_inheritable(file.fileno(), True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_venv():
    """Make .venv anew; whatever a power cut left of an earlier try goes away first."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    check_folder()
    check_venv_module(base)
    tell("Making an environment in .venv (only this once) ...", "در حال ساختن محیط همیار (فقط همین یک بار) ...")
    shutil.rmtree(VENV, ignore_errors=True)
    os.makedirs(VENV, exist_ok=True)
    write_stamp([UNFINISHED])
    if subprocess.run([base, "-m", "venv", VENV], close_fds=False).returncode:
        stop(
            "The environment could not be made. Is the disk full? Delete the folder .venv and try again.",
            "محیط ساخته نشد. شاید دیسک پر است. پوشهٔ .venv را پاک کنید و دوباره اجرا کنید.",
        )


def install(needed):
    """Bring .venv to what `needed` lists. pip fetches everything first, so a failure leaves what is there usable."""
    earlier = stamp_lines()
    write_stamp([UNFINISHED])
    command = [venv_python(), "-m", "pip", "install", "--no-deps", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--requirement", list_for_this_machine(needed)]
    if os.path.isdir(WHEELS):
        # `--isolated` leaves the machine's pip settings out: only this folder counts.
        command += ["--isolated", "--no-index", "--find-links", WHEELS]
        tell("Installing from the folder wheels/, without network ...", "نصب از پوشهٔ wheels بدون اینترنت ...")
    else:
        tell("Installing; this takes a few minutes and some 30 MB ...", "در حال نصب؛ چند دقیقه و حدود ۳۰ مگابایت ...")
    if subprocess.run(command, close_fds=False).returncode:
        write_stamp(earlier)
        not_installed()


def not_installed():
    """Say why pip may have failed, in the order of likelihood."""
    english = "The packages could not be installed; pip's reason stands above. "
    persian = "بسته‌ها نصب نشد؛ علت در خط‌های بالا آمده است. "
    if os.path.isdir(WHEELS):
        english += "The folder wheels/ must hold the files for this system and Python %d.%d." % sys.version_info[:2]
        persian += "پوشهٔ wheels باید فایل‌های همین سیستم و همین پایتون را داشته باشد."
    else:
        english += "Is there internet? Without it, bring a folder wheels/ from another machine (README)."
        persian += "اینترنت وصل است؟ اگر نیست، پوشهٔ wheels را از دستگاه دیگری بیاورید (README)."
    if SPARED:
        english += " A 32-bit system must build Pillow: apt install gcc python3-dev libjpeg-dev zlib1g-dev libwebp-dev"
        persian += " سیستم ۳۲ بیتی به این‌ها هم نیاز دارد: gcc python3-dev libjpeg-dev zlib1g-dev libwebp-dev"
    stop(english, persian)


def check_folder():
    """Say in time that the folder is closed to us, or the disk too full for an environment."""
    if not os.access(HERE, os.W_OK):
        stop(
            "Hamyar may not write into its folder %s. Move it to your own folder, or give it to your user." % HERE,
            "همیار اجازهٔ نوشتن در پوشهٔ خودش را ندارد: %s" % HERE,
        )
    free = shutil.disk_usage(HERE).free // 1000000
    if free < 300:
        stop(
            "The disk is too full: %d MB are free, 300 MB are needed." % free,
            "دیسک پر است: %d مگابایت خالی است و ۳۰۰ مگابایت لازم است." % free,
        )


def check_venv_module(base):
    """Debian and its kin ship Python without the part that makes environments: name the package that brings it."""
    if subprocess.run([base, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL).returncode == 0:
        return
    version = "%d.%d" % sys.version_info[:2]
    stop(
        "This Python cannot make environments. Install the missing part, then try again:\n"
        "    sudo apt install python3-venv        (or: python%s-venv)" % version,
        "این پایتون یک بخش کم دارد. این دستور را بزنید و دوباره اجرا کنید:\n    sudo apt install python3-venv",
    )


# What is installed ---------------------------------------------------------------------------------------------------


def requirements(needed):
    """Name and version of each package that this machine needs, from the lock."""
    machine = marker_facts()
    found = []
    for line in lock_lines(needed):
        if line[:1].isalnum():
            pin, _, marker = line.rstrip("\\ \n").partition(" ; ")
            name, _, version = pin.partition("==")
            # Markers are in Python's own grammar, and the file is ours; but 3.11.10 is more than 3.11.5.
            marker = re.sub("python_(?:full_)?version (\\S+) '([0-9.]+)'", as_numbers, marker)
            if (not marker or eval(marker, {"__builtins__": {}}, machine)) and name.strip() not in SPARED:
                found.append((name.strip(), version.strip()))
    return found


def marker_facts():
    import platform

    return {
        "sys_platform": sys.platform,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_system": platform.system(),
        "platform_python_implementation": platform.python_implementation(),
        "implementation_name": sys.implementation.name,
        "version": sys.version_info[:3],
    }


def as_numbers(found):
    return "version %s (%s,)" % (found.group(1), found.group(2).replace(".", ","))


def list_for_this_machine(needed):
    """The lock's path; on a 32-bit Python a copy without what it is spared."""
    if not SPARED:
        return os.path.join(HERE, needed)
    path, keeps = os.path.join(VENV, needed), True
    with open(path, "w", encoding="utf-8") as file:
        for line in lock_lines(needed):
            if line[:1].isalnum():
                keeps = line.partition("==")[0] not in SPARED
            if keeps:
                file.write(line)
    return path


def lock_lines(needed):
    with open(os.path.join(HERE, needed), encoding="utf-8") as file:
        return file.readlines()


def has_everything(needed):
    """Whether the running Python has every package in its locked version. Looks at names only, imports none."""
    from importlib import metadata

    try:
        return all(metadata.version(name) == version for name, version in requirements(needed))
    except metadata.PackageNotFoundError:
        return False


def lists_everything(python, needed):
    """`has_everything`, asked of another Python."""
    question = "import app, sys; sys.exit(not app.has_everything(%r))" % needed
    return subprocess.run([python, "-c", question], cwd=HERE, stderr=subprocess.DEVNULL).returncode == 0


# The stamp: what .venv was made for, written last --------------------------------------------------------------------


def is_stamped(needed):
    lines = stamp_lines()
    # A system upgrade may have put another Python under .venv, for which nothing is installed.
    fits = not in_venv() or has_packages()
    return fits and wanted_line(needed) in lines and os.path.exists(venv_python())


def wanted_line(needed):
    with open(os.path.join(HERE, needed), "rb") as file:
        return "%s %s" % (needed, hashlib.sha256(file.read()).hexdigest())


def stamp_lines():
    try:
        with open(STAMP, encoding="ascii") as file:
            return file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def remember(needed):
    """Write down that .venv has what `needed` lists. The tools' list holds the program's own."""
    if hasattr(os, "sync"):
        os.sync()  # The packages must be on the disk before the line that says so.
    now = [wanted_line(NEEDED)] + ([wanted_line(NEEDED_BY_TOOLS)] if needed == NEEDED_BY_TOOLS else [])
    kept = [line for line in stamp_lines() if line == wanted_line(NEEDED_BY_TOOLS)]
    write_stamp(sorted(set(now + kept)))


def write_stamp(lines):
    with open(STAMP + ".new", "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(STAMP + ".new", STAMP)


# Python itself -------------------------------------------------------------------------------------------------------


def venv_python():
    return os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")


def in_venv():
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def is_this(python):
    return python != venv_python() or (in_venv() and has_packages())


def has_packages():
    return any("site-packages" in path for path in sys.path)


def works(python):
    try:
        return subprocess.run([python, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def run_again(python, words):
    command = [python, os.path.join(HERE, "app.py")] + words
    if os.name != "nt":
        os.execv(python, command)
    # On Windows exec returns to the prompt at once; wait for the child, which hears Ctrl-C itself.
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass


# Words ---------------------------------------------------------------------------------------------------------------


def speak_any_script():
    """A console that knows no Persian shows question marks rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def tell(english, persian):
    print(english + "\n" + persian, flush=True)


def stop(english, persian):
    speak_any_script()
    sys.exit("\n" + english + "\n" + persian)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
