"""Every sentence that people read is there in Persian, and the compiled catalogue is the one that is written."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message

HERE = Path(__file__).resolve().parent.parent
FOLDER = HERE / "hamyar/translations/fa/LC_MESSAGES"
KEYWORDS = {**extract.DEFAULT_KEYWORDS, "_l": None, "Lazy": None, "N_": None}
METHODS = [("hamyar/**.py", "python"), ("templates/**.html", "jinja2")]
# Latin letters that belong on a Persian page: names of files, addresses and units as they must be typed.
ALLOWED_LATIN = re.compile(
    r"%\(\w+\)s|%s|https?://\S*|[\w./-]+\.(?:py|toml|txt|zip)\b|HAMYAR_\w+(?:=\d*)?|python3(?:[.\d]*-venv)?|"
    r"PNG|JPEG|WebP|HEIC|QR|instance(?:/backups)?|zeroconf|chmod 600|public_address|gol-narges|English|"
    r"JSON|POST|GET|\{\w+\}|receptor=|X-API-KEY=|return\.status|name@example\.com|(?:START)?TLS|"
    r"/var/spool/gammu/outbox|gammu-smsd|outbox|\(files\)|"
    r"(?:backup )?FILE|SQLite|Ctrl-C|A4|HTTPS?|[a-z]+_[a-z_]+"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The Persian catalogue as it is written."""
    with (FOLDER / "messages.po").open("rb") as file:
        return pofile.read_po(file, locale="fa")


def sentences() -> set[tuple[str, ...]]:
    """Every sentence in the code and the templates."""
    found = extract.extract_from_dir(
        HERE,
        METHODS,
        keywords=KEYWORDS,
        options_map={"templates/**.html": {"trimmed": "true"}},
        # Without this, folders such as templates/_ui are passed over.
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    wanted = [message for file, _line, message, *_ in found if file.startswith(("hamyar/", "templates/"))]
    assert len(wanted) > 500
    return {message if isinstance(message, tuple) else (message,) for message in wanted}


def written(catalogue: Catalog) -> list[Message]:
    """The catalogue's sentences, without its head."""
    return [message for message in catalogue if message.id]


def test_every_sentence_is_there_in_persian(catalogue: Catalog) -> None:
    missing = []
    for sentence in sentences():
        message = catalogue.get(sentence[0])
        texts = () if message is None else message.string if isinstance(message.string, tuple) else (message.string,)
        if not texts or not all(texts) or message.fuzzy:
            missing.append(sentence[0])
    assert missing == []


def test_no_sentence_is_kept_that_nobody_says(catalogue: Catalog) -> None:
    said = {sentence[0] for sentence in sentences()}
    ids = {message.id[0] if isinstance(message.id, tuple) else message.id for message in written(catalogue)}
    assert ids - said == set()


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    with (FOLDER / "messages.mo").open("rb") as file:
        assert gettext.GNUTranslations(compiled)._catalog == gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def test_both_languages_fill_in_the_same_facts(catalogue: Catalog) -> None:
    wrong = []
    for message in written(catalogue):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        meant = {fact for one in ids for fact in re.findall(r"%\((\w+)\)", one)}
        named = [set(re.findall(r"%\((\w+)\)", text)) for text in texts]
        if any(not one <= meant for one in named) or named[-1] != meant:
            wrong.append(ids[0])
    assert wrong == []


def test_persian_is_written_in_persian_letters(catalogue: Catalog) -> None:
    wrong = []
    for message in written(catalogue):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            bare = ALLOWED_LATIN.sub("", text)
            if re.search(r"[A-Za-z]{2,}|[يكة٠-٩]|(?<![%(])\b[0-9]+\b", bare):
                wrong.append(text)
    assert wrong == []
