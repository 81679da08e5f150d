"""The rules of docs and style that a tool can hold: layers, sizes, docstrings, dependencies, help."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from zoning import cli

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zoning"
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_FUNCTION = 300, 60
SHAPELESS_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
OWNERS = packages_distributions()
"""Top-level module -> the distributions that install it."""


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def definitions(file: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Every function and class of a file with its dotted name; what stands inside a function is its own affair."""

    def below(
        node: ast.Module | ast.ClassDef, path: str
    ) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                yield f"{path}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from below(child, f"{path}.{child.name}")

    yield from below(tree(file), name(file))


def requirements(extra: str | None = None) -> list[str]:
    """Names of the distributions that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] if extra is None else project["optional-dependencies"][extra]
    return [plain(re.split(r"[<>=!~;\[ ]", line)[0]) for line in asked]


def plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@cache
def imported() -> set[str]:
    """Top-level modules that the package uses, its own and Python's left out."""
    found = set()
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "files":  # importlib.resources
                found |= {arg.value.split(".")[0] for arg in node.args if isinstance(arg, ast.Constant)}
    return found - set(sys.stdlib_module_names) - {"zoning"}


def modules_of(distribution: str) -> set[str]:
    return {module for module, owners in OWNERS.items() if distribution in map(plain, owners)}


def test_there_is_something_to_check():
    assert len(FILES) > 50
    assert {"numpy", "shapely"} <= imported()


def test_the_layers_hold():
    """`lint-imports` reads the contracts of pyproject.toml."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_no_file_is_longer_than_300_lines():
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {file: lines for file, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long():
    long = {
        path: node.end_lineno - node.lineno + 1
        for file in FILES
        for path, node in definitions(file)
        if not isinstance(node, ast.ClassDef) and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_FUNCTION
    }
    assert long == {}


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assets = [file for file in PACKAGE.rglob("*") if file.suffix in (".py", ".js", ".css", ".toml")]
    found = [name(file) for file in assets if words.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_no_module_has_a_name_that_says_nothing():
    assert [name(file) for file in FILES if file.stem.lower() in SHAPELESS_NAMES] == []


def test_every_module_and_everything_public_has_a_docstring():
    silent = [name(file) for file in FILES if not ast.get_docstring(tree(file))]
    for file in FILES:
        for path, node in definitions(file):
            own = path.removeprefix(f"{name(file)}.").split(".")
            if not any(part.startswith("_") for part in own) and not ast.get_docstring(node):
                silent.append(path)
    assert silent == []


def test_every_command_has_help_and_an_example():
    commands = cli.loaded()
    assert {"check", "plan", "demo", "rules", "doctor"} <= set(commands)
    for called, command in commands.items():
        assert command.help, called
        assert re.search("[一-鿿]", command.help), f"{called}: no Chinese in its help"
        assert f"`zoning {called}" in (command.epilog or ""), f"{called}: no example in its epilog"
        silent = [option.name for option in command.params if not getattr(option, "help", None)]
        assert silent == [], f"{called}: parameters without help"


def test_every_example_in_the_help_is_a_command_line_that_parses():
    for called, command in cli.loaded().items():
        (example,) = re.findall(r"`zoning ([^`]+)`", command.epilog)
        first, *rest = example.split()
        assert first == called
        command.make_context(called, list(rest))


@pytest.mark.parametrize("distribution", requirements())
def test_every_dependency_is_used(distribution):
    assert modules_of(distribution) & imported(), f"{distribution} is declared but never imported"


def test_every_import_is_a_declared_dependency():
    extras = [name for extra in ("cluster", "parquet", "postgis") for name in requirements(extra)]
    declared = set().union(*map(modules_of, [*requirements(), *extras]))
    assert imported() - declared == set()


def test_constraints_pin_every_dependency_and_nothing_else_is_in_them():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line)] == []
    pinned = [plain(line.split("==")[0]) for line in lines]
    assert len(pinned) == len(set(pinned))
    assert set(requirements()) | set(requirements("test")) <= set(pinned)
