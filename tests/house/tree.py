"""What the tree holds, for the guards."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "applications", "scoring")


def code_files() -> list[Path]:
    return sorted(
        file
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts
    )


def module_of(file: Path) -> str:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def every_module() -> frozenset[str]:
    return frozenset(module_of(file) for file in code_files())


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> set[str]:
    """Every module of ours that a file names, inside functions as well."""
    found: set[str] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in every_module() else node.module)
    return found & every_module()


def frameworks(file: Path) -> set[str]:
    """The top names of everything imported."""
    found: set[str] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))
