"""Corruption told in the wrong place: nothing of it is kept before the person chooses (A18)."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.people import Conversation
from models.sealed import SealedDraft
from tests.e2e.sealed_stories import appoints, sends, the_report
from tests.e2e.world import World, hears, talks
from tests.security.conftest import Figure
from tests.security.corruption_seeds import SEEDS
from tests.security.line_world import found_in, sinks
from triage.corruption import suspects

SYNTHETIC = Path(__file__).resolve().parents[3] / "shared/data/synthetic_messages_140.tsv"
AT_LEAST = 0.95  # of what tells of corruption must be noticed
AT_MOST = 0.03  # of ordinary messages may be asked about
TOLD = "เทศกิจมาเก็บใต้โต๊ะแผงละห้าร้อยทุกวันศุกร์"


@pytest.fixture
def world(sqlite_database: str) -> Iterator[World]:
    with World(sqlite_database) as small:
        yield small


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    return (middle - spread) / whole, (middle + spread) / whole


def said(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits}/{of} = {hits / of:.1%} (95 % CI {low:.1%} to {high:.1%})"


def test_made_up_reports_are_noticed(figure: Figure) -> None:
    """T04: slang, slips of the finger, half sentences; written by whoever wrote the lexicon."""
    assert len(SEEDS) > 100
    assert len(set(SEEDS)) == len(SEEDS)
    hits = sum(map(suspects, SEEDS))
    assert hits / len(SEEDS) >= AT_LEAST
    told = said(hits, len(SEEDS))
    figure("T04", f"recall on seeds of the lexicon's own author, an upper bound: {told}")


def test_ordinary_messages_pass(figure: Figure) -> None:
    """T04: on texts by others; few ordinary messages are asked about.

    Nine of the twelve reports were noticed at first; the lexicon then learned from the other three.
    """
    if not SYNTHETIC.exists():
        pytest.skip("the texts for measuring are not on this machine")
    lines = SYNTHETIC.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    told = [text for intent, _, text in rows if intent == "corruption"]
    other = [text for intent, _, text in rows if intent != "corruption"]
    alarms, hits = sum(map(suspects, other)), sum(map(suspects, told))
    assert alarms / len(other) <= AT_MOST
    assert hits / len(told) >= AT_LEAST
    figure("T04", f"false alarms on texts by others {said(alarms, len(other))}")
    figure("T04", f"recall on texts by others {said(hits, len(told))}, lexicon adjusted to 3 of 12")


def test_nothing_is_kept_before_the_person_chooses(world: World, figure: Figure) -> None:
    """T04: in no table, file or conversation; the words lie in a sealed draft alone."""
    appoints(world)
    somchai = world.citizen("somchai")
    asked = [text for text in SEEDS if suspects(text)][::8]
    for text in asked:
        somchai.says(text)
        hears(somchai, "ใช้ช่องทางลับ")
        somchai.says("ยกเลิก")
        hears(somchai, "หยุดรายการ")
    somchai.says(TOLD)
    hears(somchai, "ใช้ช่องทางลับ")
    world.settle()
    wanted = [TOLD, *asked]
    assert {n: f for n, c in sinks(world, "").items() if (f := found_in(c, wanted))} == {}
    assert not world.rows(Conversation)
    assert len(world.rows(SealedDraft)) == 1
    figure("T04", f"0 of {len(wanted)} texts typed in a general chat persisted before the choice")


def test_the_words_can_be_taken_into_the_sealed_way(world: World) -> None:
    """A18: nothing has to be typed twice, and what was kept before of the matter is dropped."""
    appoints(world)
    somchai = world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("การบริการของเขต"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.says(TOLD), "ใช้ช่องทางลับ"),
        (lambda: somchai.taps("ใช้ช่องทางลับ"), "ต้องการแจ้งแบบใด"),
    )
    (kept,) = world.rows(Conversation)
    assert kept.position is None
    talks(
        somchai,
        (lambda: somchai.taps("ในแชต ไม่ทิ้งร่องรอย"), "กลุ่มใด"),
        (lambda: somchai.says("ข้าม"), "เกี่ยวกับฝ่ายใด"),
        (lambda: somchai.taps("เทศกิจ"), "ฝ่ายอื่นเกี่ยวข้องด้วย"),
        (lambda: somchai.taps("ไม่มีฝ่ายอื่น"), "ผู้บริหารเขต"),
        (lambda: somchai.taps("ไม่ใช่"), "ผู้รับเรื่อง"),
        (lambda: somchai.taps("ไม่ใช่"), "ไม่อยากให้เห็น"),
        (lambda: somchai.taps("ไม่มี"), "มีรูป เสียง วิดีโอ"),
        (lambda: somchai.says("ข้าม"), "อาจได้รับอันตราย"),
        (lambda: somchai.says("ไม่มี"), "เรื่องพร้อมส่งแล้ว"),
        (lambda: somchai.taps("ตรวจทานและส่ง"), "ผู้ที่จะเปิดอ่านได้"),
    )
    sends(somchai)
    assert the_report(world)[1] == [{"account": TOLD}]


def test_whoever_insists_goes_on_with_an_ordinary_matter(world: World) -> None:
    """A18: the choice is the person's; the words are then used where they were said."""
    appoints(world)
    somchai = world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says(TOLD), "ใช้ช่องทางลับ"),
        (lambda: somchai.taps("ส่งเป็นเรื่องทั่วไป"), "ต้องการให้ช่วยเรื่องใด"),
    )
    (kept,) = world.rows(Conversation)
    assert TOLD in str(kept.position)
    assert not world.rows(SealedDraft)


def test_where_nobody_may_receive_the_bodies_outside_are_named(world: World) -> None:
    """A18: the sealed way is not offered where it leads nowhere."""
    somchai = world.citizen("somchai")
    somchai.says(TOLD)
    question = hears(somchai, "ส่งเป็นเรื่องทั่วไป")
    assert "ใช้ช่องทางลับ" not in question.labels
    assert any("1205" in heard.text for heard in somchai.heard())
    assert not world.rows(Conversation)
