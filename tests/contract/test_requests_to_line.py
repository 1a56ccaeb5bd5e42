"""Every request the bot makes is one that LINE's own specification allows."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from cases.checking import FROM
from cases.deadlines import BANGKOK, local_date
from models.vocabulary import Role
from scheduler.checks import check, page_opens
from tests.contract.line_spec import SPEC, LineSpec
from tests.e2e.stories import complains, solves, takes
from tests.e2e.world import World

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not SPEC.exists(), reason="LINE's specification is not on this machine"),
]


@pytest.fixture(scope="module")
def spec() -> LineSpec:
    return LineSpec(SPEC.read_text())


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ({"type": "text", "text": "ok"}, ""),
        ({"type": "text"}, "'text' is a required property"),
        ({"type": "txet", "text": "x"}, "is not one of"),
        ({"type": "text", "text": "x", "colour": "red"}, "colour"),
        ({"type": "flex", "altText": "x", "contents": {"type": "bubbel"}}, "is not one of"),
    ],
)
def test_the_validator_follows_the_specification(
    spec: LineSpec, message: dict[str, object], fault: str
) -> None:
    """A check that could not fail would prove nothing."""
    body = {"to": "U" + "0" * 32, "messages": [message]}
    faults = spec.faults("POST", "/v2/bot/message/push", body)
    assert (faults == []) if not fault else any(fault in each for each in faults), faults


def test_the_requests_of_a_whole_story_are_allowed(spec: LineSpec, world: World) -> None:
    """A complaint from its first word to its solving, both accounts, cards, photos, menus."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    somchai = world.citizen("somchai")
    complains(somchai)
    takes(wichai)
    solves(wichai)
    made = [r for r in world.recorder.requests if r.path.startswith("/v2/")]
    faults = [
        fault
        for request in made
        for fault in spec.faults(
            request.method, request.path, json.loads(request.body) if request.body else None
        )
    ]
    counted = Counter(f"{r.method} {r.path.split('/')[3]}" for r in made)
    print(f"requests checked against LINE's specification: {len(made)} {dict(counted)}")
    assert not faults, faults
    assert len(made) > 20


def test_the_requests_of_the_daily_check_are_allowed(spec: LineSpec, world: World) -> None:
    """A67: who we are, our webhook and its test, the quota."""
    morning = datetime.combine(local_date(world.clock()), FROM, BANGKOK) + timedelta(days=1)
    world.pass_time(seconds=(morning - world.clock()).total_seconds())
    check(world.service, page_opens)
    made = [r for r in world.recorder.requests if r.path.startswith("/v2/")]
    faults = [
        fault
        for request in made
        for fault in spec.faults(
            request.method, request.path, json.loads(request.body) if request.body else None
        )
    ]
    assert not faults, faults
    assert "POST /v2/bot/channel/webhook/test" in {f"{r.method} {r.path}" for r in made}


def test_a_push_always_carries_a_retry_key_and_a_reply_never(world: World) -> None:
    """LINE refuses a retry key on a reply, and without one a push cannot be repeated safely."""
    world.officer("wichai", Role.OFFICER, "CIV")
    complains(world.citizen("somchai"))
    world.dispatcher.wait_until_idle(10)
    keys = {
        (r.path.rpartition("/")[2], "x-line-retry-key" in r.headers)
        for r in world.recorder.requests
        if "/message/" in r.path and r.method == "POST"
    }
    assert keys == {("reply", False), ("push", True)}
