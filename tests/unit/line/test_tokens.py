"""Channel tokens are fresh, shared, and never older than their life."""

import threading
from dataclasses import dataclass, field

import pytest

from bot.line.tokens import FixedToken, StatelessTokens, Unissued


@dataclass
class Issuer:
    """LINE's token endpoint, with a clock that a test turns."""

    now: float = 0.0
    issued: int = 0
    down: bool = False
    asked: list[float] = field(default_factory=list)

    def issue(self) -> tuple[str, float]:
        self.asked.append(self.now)
        if self.down:
            raise Unissued("status 500")
        self.issued += 1
        return f"token-{self.issued}", 900.0

    def tokens(self) -> StatelessTokens:
        return StatelessTokens(self.issue, clock=lambda: self.now)


def test_a_token_is_kept_for_twelve_minutes() -> None:
    line = Issuer()
    tokens = line.tokens()
    assert [tokens.current(), tokens.current()] == ["token-1", "token-1"]
    line.now = 719.0
    assert tokens.current() == "token-1"
    line.now = 720.0
    assert tokens.current() == "token-2"


def test_an_old_token_serves_while_line_issues_none_but_not_beyond_its_life() -> None:
    line = Issuer()
    tokens = line.tokens()
    tokens.current()
    line.down = True
    line.now = 899.0
    assert tokens.current() == "token-1"
    line.now = 900.0
    with pytest.raises(Unissued):
        tokens.current()


def test_a_refused_token_is_replaced_once_for_all_who_were_refused() -> None:
    line = Issuer()
    tokens = line.tokens()
    refused = tokens.current()
    assert {tokens.renewed(refused), tokens.renewed(refused)} == {"token-2"}


def test_threads_share_one_token() -> None:
    line = Issuer()
    tokens = line.tokens()
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(tokens.current())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["token-1"] * 16
    assert len(line.asked) == 1


def test_a_token_from_the_console_has_no_successor() -> None:
    assert FixedToken("t").current() == "t"
    assert FixedToken("t").renewed("t") is None
