"""What follows from what LINE said: the table of verdicts (line-platform 2.2)."""

import uuid
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.judging import GIVE_UP, NOTICE_AFTER, Attempt, Verdict, judge
from bot.line.outcomes import (
    AlreadyAccepted,
    Ambiguous,
    NotSent,
    Outcome,
    OutOfQuota,
    Sent,
    TooMany,
    Unreached,
)
from bot.sending import SENDERS
from models.vocabulary import Method, NoticeState, Settled
from tests.factories import NOW

LINES_MEMORY = timedelta(hours=24)  # of a retry key


def an_attempt(
    method: Method,
    *,
    is_late: bool = False,
    is_old: bool = False,
    unsure: bool = False,
    tries: int = 1,
) -> Attempt:
    """A try that was just made: `late` for its reply token, `old` by its first try."""
    left = timedelta(seconds=1) if is_late else timedelta(seconds=50)
    return Attempt(
        office="bangna",
        id=uuid.UUID(int=1),
        channel="bangna",
        method=method,
        user="U1",
        body={"messages": []},
        retry_key="key",
        reply_until=NOW + left if method is Method.REPLY else None,
        first_tried_at=NOW - (GIVE_UP if is_old else timedelta()),
        tries=tries,
        unsure=unsure,
    )


ATTEMPTS = {
    "reply": an_attempt(Method.REPLY),
    "reply,late": an_attempt(Method.REPLY, is_late=True),
    "reply,unsure": an_attempt(Method.REPLY, unsure=True),
    "reply,late,unsure": an_attempt(Method.REPLY, is_late=True, unsure=True),
    "push": an_attempt(Method.PUSH),
    "push,unsure": an_attempt(Method.PUSH, unsure=True),
    "push,old": an_attempt(Method.PUSH, is_old=True),
    "push,old,unsure": an_attempt(Method.PUSH, is_old=True, unsure=True),
}
OUTCOMES: dict[str, Outcome] = {
    "sent": Sent("r", ()),
    "409": AlreadyAccepted("r", ()),
    "400": NotSent(400, "bad"),
    "401": NotSent(401, "bad token"),
    "403": NotSent(403, "not in this plan"),
    "429": TooMany(None),
    "429,10min": TooMany(600),
    "quota": OutOfQuota(),
    "unreached": Unreached("refused"),
    "ambiguous": Ambiguous("timeout"),
}
# again: the same call later. again?: and remembered as perhaps sent. push: as a push later.
# push!: as a push now. Other words are ends.
TABLE = """
                reply   late    unsure  late,unsure  push    unsure   old      old,unsure
    sent        sent    sent    sent    sent         sent    sent     sent     sent
    409         sent    sent    sent    sent         sent    sent     sent     sent
    400         push!   push!   unsure  unsure       refused refused  refused  refused
    401         again   push    again?  unsure       again   again?   expired  unsure
    403         again   push    again?  unsure       again   again?   expired  unsure
    429         again   push    again?  unsure       again   again?   expired  unsure
    429,10min   push    push    unsure  unsure       again   again?   expired  unsure
    quota       no_quota no_quota unsure unsure      no_quota unsure   no_quota unsure
    unreached   again   push    again?  unsure       again   again?   expired  unsure
    ambiguous   again?  unsure  again?  unsure       again?  again?   unsure   unsure
"""


def read_table() -> dict[tuple[str, str], str]:
    _, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (outcome, attempt): cell
        for outcome, *cells in rows
        for attempt, cell in zip(ATTEMPTS, cells, strict=True)
    }


EXPECTED = read_table()


def told(verdict: Verdict) -> str:
    """A verdict in the words of the table."""
    if verdict.result is not None:
        assert (verdict.again_at, verdict.method) == (None, None)
        return verdict.result.value
    assert verdict.again_at is not None
    if verdict.method is Method.PUSH:
        assert not verdict.unsure, "a reply that was perhaps heard is never said again"
        return "push!" if verdict.again_at == NOW else "push"
    assert verdict.method is None
    assert verdict.again_at > NOW
    return "again?" if verdict.unsure else "again"


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == set(product(OUTCOMES, ATTEMPTS))
    assert {type(outcome) for outcome in OUTCOMES.values()} == set(Outcome.__args__)


@pytest.mark.parametrize(("outcome", "attempt"), EXPECTED)
def test_what_follows(outcome: str, attempt: str) -> None:
    verdict = judge(ATTEMPTS[attempt], OUTCOMES[outcome], now=NOW)
    assert told(verdict) == EXPECTED[outcome, attempt]


@pytest.mark.parametrize(
    "method", [m for m in Method if m not in {Method.REPLY, Method.PUSH}], ids=str
)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_other_calls_are_treated_like_pushes(method: Method, outcome: str) -> None:
    verdict = judge(an_attempt(method), OUTCOMES[outcome], now=NOW)
    assert told(verdict) == EXPECTED[outcome, "push"]


def test_waiting_doubles_up_to_half_an_hour() -> None:
    waits = []
    for tries in range(1, 14):
        verdict = judge(an_attempt(Method.PUSH, tries=tries), Unreached("x"), now=NOW)
        assert verdict.again_at is not None
        waits.append((verdict.again_at - NOW).total_seconds())
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800, 1800, 1800]


def test_line_says_how_long_to_wait() -> None:
    for seconds, wait in ((None, 5), (1, 5), (60, 60), (7200, 7200)):
        verdict = judge(an_attempt(Method.PUSH), TooMany(seconds), now=NOW)
        assert verdict.again_at == NOW + timedelta(seconds=wait)


attempts = st.builds(
    an_attempt,
    st.sampled_from(Method),
    is_late=st.booleans(),
    is_old=st.booleans(),
    unsure=st.booleans(),
    tries=st.integers(1, 10_000),
).filter(lambda a: a.method is not Method.REPLY or a.first_tried_at == NOW)  # no reply is that old
outcomes = st.sampled_from(list(OUTCOMES.values())) | st.builds(TooMany, st.integers(0, 999_999))


@given(attempts, outcomes)
def test_no_try_is_made_after_line_forgot_the_retry_key(attempt: Attempt, outcome: Outcome) -> None:
    """T75: after 24 hours the same key would be a new message."""
    verdict = judge(attempt, outcome, now=NOW)
    if verdict.again_at is not None:
        assert verdict.again_at - attempt.first_tried_at <= GIVE_UP < LINES_MEMORY


@given(attempts, outcomes)
def test_a_reply_never_becomes_a_push_when_it_was_perhaps_heard(
    attempt: Attempt, outcome: Outcome
) -> None:
    verdict = judge(attempt, outcome, now=NOW)
    if attempt.unsure or isinstance(outcome, Ambiguous):
        assert verdict.method is None
    if attempt.unsure and verdict.result is None:
        assert verdict.unsure, "and it is not forgotten"


def test_every_end_says_what_became_of_the_notices_and_every_method_has_a_sender() -> None:
    """A45."""
    assert set(NOTICE_AFTER) == set(Settled)
    assert {end for end, state in NOTICE_AFTER.items() if state is NoticeState.SENT} == {
        Settled.SENT
    }
    assert NOTICE_AFTER[Settled.UNSURE] is NoticeState.UNSURE
    assert set(SENDERS) == set(Method)
