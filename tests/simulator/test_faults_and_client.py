"""Faults that strike where planned, and the client that acts the same in and out of process."""

import http.client
import uuid

import pytest

from simulator.client import Client, SimulatorError
from simulator.person import Happened, Person
from simulator.running import Simulator
from simulator.settings import ChannelSpec, channel_from_flag, person_from_flag
from tests.simulator.bots import Api, StubBot

PUSH = "POST /v2/bot/message/push"


def test_a_planned_status_strikes_so_many_times(line: Simulator, api: Api, somchai: Person) -> None:
    line.faults(PUSH, {"status": 500, "times": 2}, {"status": 429, "times": 1})
    statuses = [api.push(somchai.user_id, "ก")[0] for _ in range(4)]
    assert statuses == [500, 500, 429, 200]
    assert len(somchai.heard()) == 1


def test_a_fault_after_acceptance_is_repaired_by_the_retry_key(
    line: Simulator, api: Api, somchai: Person
) -> None:
    line.faults("/v2/bot/message/*", {"accept_then_status": 500, "times": 1})
    key = str(uuid.uuid4())
    assert api.push(somchai.user_id, "ก", key=key)[0] == 500
    assert api.push(somchai.user_id, "ก", key=key)[0] == 409
    assert len(somchai.heard()) == 1


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ({"reset": 1}, 0),
        ({"hang": 0.01}, 0),
        ({"accept_then_reset": 1}, 1),
        ({"accept_then_hang": 0.01}, 1),
    ],
)
def test_a_connection_that_ends_tells_nothing_about_what_was_sent(
    line: Simulator, api: Api, somchai: Person, fault: dict[str, float], heard: int
) -> None:
    line.faults(PUSH, fault | {"times": 1})
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        api.push(somchai.user_id, "ก")
    assert len(somchai.heard()) == heard
    assert api.push(somchai.user_id, "ข")[0] == 200


def test_chance_is_the_same_for_the_same_seed(line: Simulator, api: Api, somchai: Person) -> None:
    runs = []
    for _ in range(2):
        line.faults(PUSH, {"status": 500, "probability": 0.5, "seed": 7})
        runs.append([api.push(somchai.user_id, "ก")[0] for _ in range(20)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


def test_an_unknown_fault_is_refused(line: Simulator) -> None:
    with pytest.raises(SimulatorError, match="exactly one of"):
        line.faults(PUSH, {"explode": 1})


def test_another_process_uses_the_same_objects(line: Simulator, bot: StubBot, api: Api) -> None:
    with Client.at(line.address) as far:
        somchai = far.person("somchai", "huaikhwang")
        said = somchai.says("ถนนพังมาก")
        far.settle()
        assert bot.texts() == ["ถนนพังมาก"]
        assert somchai.chat() == [Happened.read(line.messages()[0].raw)]
        assert somchai.sends_photo(b"not really a photo").message_id != said.message_id
        api.push(somchai.user_id, "รับแล้ว", "ขอบคุณ")
        assert [heard.text for heard in somchai.wait_for(2)] == ["รับแล้ว", "ขอบคุณ"]
        assert somchai.wait_for(lambda heard: "ขอบ" in heard.text)
        with pytest.raises(SimulatorError, match="no person"):
            far.person("nobody", "huaikhwang").says("x")


def test_waiting_in_vain_quotes_the_chat(somchai: Person) -> None:
    somchai.says("มีใครอยู่ไหม")
    with pytest.raises(TimeoutError, match="มีใครอยู่ไหม"):
        somchai.wait_for(1, timeout=0.05)


def test_people_can_be_added_and_everything_forgotten(line: Simulator) -> None:
    new = line.add_person("wichai", friends=["huaikhwang"], name="วิชัย")
    new.says("สวัสดี")
    assert len(line.messages()) == 1
    line.reset()
    assert line.messages() == []
    assert "wichai" not in line.state()["people"]


def test_an_account_is_linked_once(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    _, issued = api.call("POST", f"/v2/bot/user/{somchai.user_id}/linkToken", {})
    path = f"/dialog/bot/accountLink?linkToken={issued['linkToken']}&nonce=abc"
    assert api.call("GET", path)[0] == 200
    assert api.call("GET", path)[0] == 200
    line.settle()
    assert [event["link"] for event in bot.events] == [{"result": "ok", "nonce": "abc"}]


def test_a_webhook_must_stay_on_this_machine() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        ChannelSpec(
            slug="x", channel_id="1", channel_secret="s", webhook_url="https://example.org/"
        )


def test_flags_of_the_command_line() -> None:
    channel = channel_from_flag("slug=hk,channel_id=1,channel_secret=s,quota=200")
    assert (channel.slug, channel.provider, channel.quota) == ("hk", "hk", 200)
    assert person_from_flag("id=a,friends=hk+staff").friends == ("hk", "staff")
