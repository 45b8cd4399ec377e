"""The house: an arrow only points down. Reads every import with `ast`, those inside functions too."""

import ast
from pathlib import Path

import pytest

from hamyar.domain import STOREYS

HERE = Path(__file__).resolve().parent.parent
FLOORS = {"kit": 0, "domain": 1, "ops": 2, "web": 3, "cli": 3}
ROOMS = {path.parent.name for path in (HERE / "hamyar/web").glob("*/__init__.py")}
MODULES = sorted((HERE / "hamyar").rglob("*.py"))
FORBIDDEN_NAMES = {"models", "services", "utils", "helpers", "forms", "common", "misc"}
# Alembic runs these by path; they describe tables as they once were.
OUTSIDE = {"migrations"}


def name_of(path: Path) -> list[str]:
    """The dotted name of a module, in parts, without `hamyar`."""
    parts = list(path.relative_to(HERE / "hamyar").with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports_of(path: Path) -> set[tuple[str, ...]]:
    """Every module of ours that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where an arrow points"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {tuple(name.split(".")[1:]) for name in found if name.startswith("hamyar.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(name_of(path)) or "roof")
def test_an_arrow_only_points_down(path: Path) -> None:
    own = name_of(path)
    if not own or own[0] in OUTSIDE:
        return
    for target in imports_of(path):
        assert target[0] in FLOORS, f"{path} imports {target}"
        assert FLOORS[target[0]] <= FLOORS[own[0]], f"{'.'.join(own)} imports {'.'.join(target)}, which is higher"
        if own[0] == target[0] == "domain" and len(own) > 1:
            assert target[1] in STOREYS[: STOREYS.index(own[1])], f"{own[1]} imports {target[1]}, which is not below it"
        if own[0] == target[0] == "web" and len(own) > 1 and own[1] in ROOMS and target[1] in ROOMS:
            assert own[1] == target[1], f"the room {own[1]} imports the room {target[1]}"


def test_common_pages_know_no_room() -> None:
    for path in (HERE / "hamyar/web").glob("*.py"):
        assert not {target[1] for target in imports_of(path) if target[0] == "web" and len(target) > 1} & ROOMS, path


def test_every_module_of_the_domain_has_its_storey() -> None:
    assert sorted(STOREYS) == sorted(
        path.stem for path in (HERE / "hamyar/domain").glob("*.py") if path.stem != "__init__"
    )


def test_the_domain_knows_no_web_and_never_commits() -> None:
    for path in (HERE / "hamyar/domain").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("import flask", "from flask", "jinja", "wtforms", ".commit(", "transaction("):
            assert word not in text, f"{path.name} says {word}"


def test_the_kit_knows_no_noun_of_the_clinic() -> None:
    for path in (HERE / "hamyar/kit").glob("*.py"):
        assert all(target[0] == "kit" for target in imports_of(path)), path


def test_no_file_is_named_after_a_kind_of_thing() -> None:
    assert not {path.stem for path in MODULES} & FORBIDDEN_NAMES


def test_no_file_has_outgrown_its_noun() -> None:
    # A migration is as long as the tables it makes are many.
    nouns = [path for path in MODULES if name_of(path)[:1] != ["migrations"]]
    for path in [*nouns, HERE / "app.py"]:
        length = len(path.read_text(encoding="utf-8").splitlines())
        assert length <= 350, f"{path.name} has {length} lines: it is two nouns"


def test_the_plan_in_the_readme_is_the_house_as_it_is() -> None:
    plan = (HERE / "hamyar/README.md").read_text(encoding="utf-8")
    for path in MODULES:
        own = name_of(path)
        if own and own[0] not in OUTSIDE:
            assert own[-1] in plan, f"hamyar/README.md does not name {'.'.join(own)}"
    listed = plan.split("STOREYS", 1)[1]
    assert [one for one in STOREYS if one in listed] == list(STOREYS)


@pytest.mark.parametrize("path", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_part_is_drawn_once_for_all_readers(path: Path) -> None:
    """Jinja keeps what it includes without context: the first reader's language, day and keys would stay."""
    assert "without context" not in path.read_text(encoding="utf-8")
