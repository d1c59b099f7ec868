"""Files, functions and templates stay within their measure."""

import ast

import pytest

from tests.house.tree import ROOT, code_files, module_of, parsed, templates

FILE, FUNCTION, TEMPLATE, TEST_FILE, SCRIPT = 300, 40, 120, 400, 200


def lines_of(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("file", code_files(), ids=module_of)
def test_no_code_file_is_too_long_to_read(file):
    assert lines_of(file) <= FILE


@pytest.mark.parametrize("file", code_files(), ids=module_of)
def test_no_function_is_too_long_to_read(file):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(parsed(file)):
        if isinstance(node, functions):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= FUNCTION, f"{node.name} has {length} lines"


def test_no_template_is_too_long_to_read():
    assert not [str(f) for f in templates() if lines_of(f) > TEMPLATE]


def test_no_test_file_is_too_long_to_read():
    files = (ROOT / "tests").rglob("*.py")
    assert not [str(f) for f in files if lines_of(f) > TEST_FILE]


def test_no_script_is_too_long_to_read():
    files = (ROOT / "static" / "js").glob("*.js")
    assert not [str(f) for f in files if lines_of(f) > SCRIPT]


def test_no_file_is_named_after_nothing():
    nothing = {"utils", "helpers", "common", "manager", "service", "base", "misc"}
    assert not [str(f) for f in code_files() if f.stem in nothing]
