"""The project's own files, read once, for the tests that guard its conventions."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Found = Iterator[tuple[str, int]]  # what stands there, and its line


@dataclass(frozen=True)
class Source:
    """One Python file; `name` is its path from the project's root."""

    name: str
    text: str

    def within(self, *places: str) -> bool:
        """Whether the file is one of these files, or lies in one of these folders."""
        return any(self.name == place or self.name.startswith(f"{place}/") for place in places)

    def walk(self) -> Iterator[ast.AST]:
        """Every node of the file's syntax."""
        return ast.walk(ast.parse(self.text))

    def dotted(self) -> Found:
        """Every dotted name (`datetime.now`), those that are only imported included."""
        for node in self.walk():
            if isinstance(node, ast.Attribute):
                yield ast.unparse(node), node.lineno
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield f"{node.module}.{alias.name}", node.lineno
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno

    def calls(self) -> Found:
        """The name of everything that is called (`session.commit`)."""
        for node in self.walk():
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno

    def comments(self) -> Found:
        """Every comment."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string, token.start[0]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project; what .gitignore names is not one. Works without git."""
    lines = (ROOT / ".gitignore").read_text().splitlines()
    ignored = {".git", *(line.strip("/") for line in lines if line and not line.startswith("#"))}

    def found(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                yield from found(path)
            else:
                yield path

    return tuple(found(ROOT))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the project."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in files()
        if path.suffix == ".py"
    )
