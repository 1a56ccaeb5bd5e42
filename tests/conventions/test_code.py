"""What must not stand in the code: one rule a row, with what to do instead.

Each rule is also shown a line it must find and a line it must leave alone.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.conventions.source import Found, Source, sources

NOT_THE_SERVICE = ("tests", "benchmarks", "scripts")
DOMAIN = ("cases", "integrity", "models", "triage", "texts", "config", "bot/dialogue", "bot/render")


def matching(names: Found, pattern: str) -> Found:
    """The names that fit."""
    return ((name, line) for name, line in names if re.search(pattern, name))


def commits(file: Source) -> Found:
    """A transaction begun or ended by hand."""
    yield from matching(file.calls(), r"\.(commit|rollback|begin_nested)$")
    yield from matching(
        file.calls(), r"(session|connection|database|self\.engine|_write|_read)\.begin$"
    )


def transactions(file: Source) -> Found:
    """A transaction opened in the one way there is."""
    return matching(file.calls(), r"\.(writing|reading)$")


def clocks(file: Source) -> Found:
    """The time taken from the machine."""
    return matching(file.dotted(), r"\b(datetime|date)\.(now|utcnow|today)$|^time\.time(_ns)?$")


def environment(file: Source) -> Found:
    """A setting taken from the environment."""
    return matching(file.dotted(), r"^os\.(environ|getenv)$")


def raw_sql(file: Source) -> Found:
    """SQL as a string, or a table without its class."""
    return matching(file.dotted(), r"^(sqlalchemy(\.sql)?|sa)\.text$|__table__$")


def mocks(file: Source) -> Found:
    """A stand-in that accepts any call."""
    return matching(file.dotted(), r"^unittest\.mock")


def thai(file: Source) -> Found:
    """A word a person reads."""
    for number, line in enumerate(file.text.splitlines(), 1):
        yield from ((word, number) for word in re.findall("[\u0e00-\u0e7f]+", line))


def unexplained(file: Source) -> Found:
    """A check silenced without a reason of at least two words."""
    silencer = r"#\s*(noqa\b:?(\s*,?\s*[A-Z]+[0-9]+\b)*|type:\s*ignore(\[[^]]*\])?)"
    for comment, line in file.comments():
        reason = re.sub(silencer, "", comment)
        if reason != comment and len(re.findall(r"[A-Za-z']+", reason)) < 2:
            yield comment, line


def wordless(file: Source) -> Found:
    """A module that does not say what it is for."""
    if file.text.strip() and not ast.get_docstring(ast.parse(file.text)):
        yield "no docstring", 1


@dataclass(frozen=True)
class Rule:
    """What may not stand in the code, save in `allowed` (or, given `only`, not in there)."""

    find: Callable[[Source], Found]
    instead: str
    planted: str
    innocent: str
    allowed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def applies_to(self, file: Source) -> bool:
        """Whether the rule has a say in this file."""
        return not file.within(*self.allowed) and (not self.only or file.within(*self.only))


RULES = (
    Rule(
        commits,
        "open a transaction with `with database.writing(office) as session`; it commits by itself",
        planted="session.commit()",
        innocent="engine.begin(flow)",
        # verbs.py keeps a savepoint within the one transaction, to undo a verb that was refused
        allowed=("models/database.py", "handlers/verbs.py", "migrations", *NOT_THE_SERVICE),
    ),
    Rule(
        transactions,
        "take the session as an argument; handlers, delivery, scheduler, web and commands open it",
        planted="with database.writing(office) as session: pass",
        innocent="from config import reading",
        only=("cases", "integrity", "bot/dialogue", "bot/render", "bot/line"),
    ),
    Rule(
        clocks,
        "take `now: datetime` as an argument",
        planted="started = datetime.now(UTC)",
        innocent="took = time.monotonic()",
        only=DOMAIN,
    ),
    Rule(
        environment,
        "take the setting from config.settings; only entry points read the environment",
        planted="from os import environ",
        innocent="os.path.exists(environment)",
        allowed=("commands", "wsgi.py", "migrations/env.py", *NOT_THE_SERVICE),
    ),
    Rule(
        raw_sql,
        "select the mapped class: the office guard sees neither text() nor bare tables",
        planted="from sqlalchemy import text",
        innocent="from simulator.schema.walk import text",
        allowed=("models", "migrations", *NOT_THE_SERVICE),
    ),
    Rule(
        mocks,
        "write a small fake of the outside thing; our own code is never patched",
        planted="from unittest.mock import MagicMock",
        innocent="from tests.fakes import Gateway",
    ),
    Rule(
        thai,
        "put the word in texts/th/*.toml and say it by its key",
        planted="TITLE = '\u0e40\u0e23\u0e37\u0e48\u0e2d\u0e07'",
        innocent=r"THAI = re.compile('[\u0e00-\u0e7f]')",
        allowed=("texts", "simulator", "triage/lexicon", "config/offices", "tests", "benchmarks"),
    ),
    Rule(
        unexplained,
        "say after the code, in two words or more, why the check is wrong here",
        planted="import x  # noqa: F401",
        innocent="import x  # noqa: F401, PLC0415 - costly to load",
    ),
    Rule(
        wordless,
        "open the module with one sentence that says what it is for",
        planted="x = 1",
        innocent='"""One is the first number."""\n\nx = 1',
    ),
)
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.find.__name__ for rule in RULES])


@each_rule
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    found = [
        f"{file.name}:{line}: {what}"
        for file in sources()
        if rule.applies_to(file)
        for what, line in rule.find(file)
    ]
    assert not found, f"{rule.instead}\n" + "\n".join(found)


@each_rule
def test_the_rule_finds_what_it_is_for(rule: Rule) -> None:
    assert list(rule.find(Source("planted.py", rule.planted)))
    assert not list(rule.find(Source("innocent.py", rule.innocent)))


@pytest.mark.parametrize(
    ("comment", "is_explained"),
    [
        ("# noqa", False),
        ("# noqa: PLR2004 - HTTP", False),
        ("# noqa: PLR2004, S105", False),
        ("# noqa: PLR2004 -- any 2xx is good", True),
        ("# type: ignore", False),
        ("# type: ignore[index]", False),
        ("# type: ignore[index]  # the caller catches it", True),
        ("# type: ignore[index] - the caller catches it", True),
        ("# type: ignore[index]  # noqa: PLC0415", False),
        ("# type: ignore[index]  # noqa: PLC0415 - no types; costly to load", True),
    ],
)
def test_a_silenced_check_needs_a_reason(comment: str, is_explained: bool) -> None:
    found = list(unexplained(Source("x.py", f"x = 1  {comment}")))
    assert (not found) is is_explained


def test_every_rule_reaches_some_code() -> None:
    for rule in RULES:
        assert any(rule.applies_to(file) for file in sources()), rule.find.__name__
