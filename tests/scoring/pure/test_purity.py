"""The pure core imports the standard library and itself, and knows no programme."""

import ast
import sys

import pytest

from .builders import FIXTURES, ROOT, outcomes, rubric

MODULES = sorted((ROOT / "scoring" / "pure").glob("*.py"))
RUBRICS = sorted(path.stem for path in (FIXTURES / "rubrics").glob("*.yaml"))
SETS = sorted(path.stem for path in (FIXTURES / "outcomes").glob("*.yaml"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


def words(tree):
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_the_standard_library_is_imported(path):
    assert set(imported(tree_of(path))) <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_relative_imports_stay_in_the_package(path):
    levels = {node.level for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom)}
    assert levels <= {0, 1}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_floats_are_written_or_made(path):
    tree = tree_of(path)
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert not [node for node in constants if isinstance(node.value, float)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_programme_rubric_or_criterion_is_known(path):
    known = set()
    for name in RUBRICS:
        sheet = rubric(name)
        rules = {rule.code for row in sheet.rows for rule in row.spec.conditions}
        dotted = {row.code for row in sheet.rows if "." in row.code}
        known |= {sheet.code, sheet.programme.code} | rules | dotted
    known |= {outcomes(name).code for name in SETS}
    assert not known & words(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_and_functions_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300
    functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if node.end_lineno - node.lineno > 32] == []
