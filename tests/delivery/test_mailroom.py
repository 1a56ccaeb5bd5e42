"""The mailroom: what is said becomes calls, frozen and sealed, and nothing owed gets lost."""

import json
from datetime import timedelta

from sqlalchemy import select

from bot.dialogue.say import Say
from bot.mailroom import REPLY_WINDOW
from cases.intake import lodge
from cases.tracking import new_code
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Method, NoticeState, Settled
from tests.delivery.desk import APOLOGY, CANARY, Desk, body
from tests.factories import SLUG, a_cast, a_complaint, digest
from texts.message import Message

GONE = Say(Message("said.unlinked"))


def test_the_speaker_is_answered_by_reply_and_the_others_by_push(desk: Desk) -> None:
    """A42: one call each, the free one first."""
    speaker, other, third = map(desk.somebody, ("U1", "U2", "U3"))
    written = desk.answer(speaker, APOLOGY, owed=(other, speaker, third, other))
    calls = {call.id: call for call in desk.calls()}
    in_order = [calls[call] for call in written]
    assert [(c.method, c.person_id) for c in in_order] == [
        (Method.REPLY, speaker.id),
        (Method.PUSH, other.id),
        (Method.PUSH, third.id),
    ]
    sizes = [len(json.loads(body(call))["messages"]) for call in in_order]
    assert sizes == [2, 2, 1], "the speaker's own notice joins the reply; another's two go together"
    desk.deliver(written)
    assert desk.received() == [("reply", "token"), ("push", "U2"), ("push", "U3")]
    assert desk.notices() == [NoticeState.SENT] * 4


def test_a_reply_goes_before_everything_the_same_event_caused(desk: Desk) -> None:
    """The token lives for a minute; a menu can wait."""
    speaker = desk.somebody("U1")
    with desk.opened.writing(SLUG) as session:
        mail = desk.mailroom(session)
        row = session.get_one(Person, (SLUG, speaker.id))
        mail.order(row, Method.UNLINK_MENU, {})
        mail.say_goodbye(SLUG, "token", desk.clock.now + REPLY_WINDOW)
        written = mail.post(None, ())
    found = {call.id: call.method for call in desk.calls()}
    assert [found[call] for call in written] == [Method.REPLY, Method.UNLINK_MENU]


def test_without_a_token_or_in_time_an_answer_is_a_push(desk: Desk) -> None:
    speaker = desk.somebody("U1")
    desk.deliver(desk.answer(speaker, APOLOGY, token=None))
    desk.deliver(desk.answer(speaker, APOLOGY, until=desk.clock.now))
    assert desk.received() == [("push", "U1"), ("push", "U1")]
    assert [call.method for call in desk.calls()] == [Method.PUSH, Method.PUSH]


def test_nothing_to_say_is_no_call(desk: Desk) -> None:
    assert desk.answer(desk.somebody("U1")) == ()
    assert desk.tell() == ()


def test_nothing_is_sent_to_somebody_who_blocked_us(desk: Desk) -> None:
    """A45: what they missed is written down as such, without a call."""
    person = desk.somebody("U1")
    block(desk, person)
    assert desk.tell(person) == ()
    assert desk.notices() == [NoticeState.UNDELIVERED]
    assert desk.calls() == []


def block(desk: Desk, person: Person, *, blocked: bool = True) -> None:
    with desk.opened.writing(SLUG) as session:
        row = session.get_one(Person, (SLUG, person.id))
        row.blocked_at = desk.clock.now if blocked else None


def test_what_was_missed_is_shown_at_the_next_contact_a_little_at_a_time(desk: Desk) -> None:
    """A45: oldest first, and never at the moment somebody leaves."""
    person = desk.somebody("U1")
    block(desk, person)
    for _ in range(3):
        desk.tell(person)
        desk.clock.passes(hours=1)
    assert desk.answer(person) == (), "they have just blocked us"
    block(desk, person, blocked=False)
    missed, sent = NoticeState.UNDELIVERED, NoticeState.SENT
    shown = []
    for token in ("token-1", "token-2", "token-3"):
        desk.deliver(desk.answer(person, APOLOGY, token=token))
        shown.append(desk.notices())
    assert shown == [[sent, sent, missed], [sent] * 3, [sent] * 3]
    assert [len(each.messages) for each in desk.line.delivered] == [3, 2, 1]


def test_no_notice_is_lost_when_there_are_too_many_for_one_call(desk: Desk) -> None:
    """A45: LINE takes five messages a call; a notice that was cut would not have been told."""
    person = desk.somebody("U1")
    desk.deliver(desk.tell(person, times=12))
    assert [len(each.messages) for each in desk.line.delivered] == [5, 5, 2]
    arrived = json.dumps([each.messages for each in desk.line.delivered])
    assert all(f"BNA-2569-{n:05d}" in arrived for n in range(12))
    assert desk.notices() == [NoticeState.SENT] * 12


def test_what_does_not_fit_into_the_reply_follows_as_a_push(desk: Desk) -> None:
    person = desk.somebody("U1")
    desk.deliver(desk.answer(person, APOLOGY, GONE, owed=[person] * 6))
    assert desk.received() == [("reply", "token"), ("push", "U1")]
    assert [len(each.messages) for each in desk.line.delivered] == [5, 3]
    assert desk.notices() == [NoticeState.SENT] * 6


def test_people_are_spoken_to_in_their_language(desk: Desk) -> None:
    person = desk.somebody("U1")
    with desk.opened.writing(SLUG) as session:
        session.get_one(Person, (SLUG, person.id)).lang = "en"
    desk.deliver(desk.answer(person, GONE))
    [arrived] = desk.line.delivered
    assert arrived.messages[0]["text"].isascii()


# ------------------------------------------------------------------------------- nothing lies open


def test_a_call_shows_neither_words_nor_token_nor_person_until_it_is_made(desk: Desk) -> None:
    """T10, T36: and when it is settled nothing is left to open."""
    speaker, other = desk.somebody("U-speaker"), desk.somebody("U-other")
    written = desk.answer(speaker, APOLOGY, owed=(other,), token="reply-token-canary")
    with desk.opened.reading(SLUG) as session:
        rows = session.execute(select(*Outgoing.__mapper__.columns)).all()
        kept = repr(rows).encode() + b"".join(row.sealed for row in rows)
    for canary in (CANARY, "reply-token-canary", "U-speaker", "U-other", "ขออภัย"):
        assert canary.encode() not in kept
        assert repr(canary)[1:-1].encode() not in kept
    assert any(CANARY in body(call) for call in desk.calls()), "it is there, sealed"
    desk.deliver(written)
    assert [call.sealed for call in desk.calls()] == [None, None]


def test_the_tracking_code_is_said_once_and_kept_nowhere(desk: Desk) -> None:
    """A50, T10: in the reply alone; not in the notice, whose text is kept."""
    with desk.opened.writing(SLUG) as session:
        cast = a_cast(session)
        code = new_code(digest)
        lodge(session, a_complaint(), code=code, **cast.as_citizen())
        written = desk.mailroom(session).post(None, ())
        kept = repr(session.scalars(select(Notice.message)).all())
    assert "notice.receipt" in kept
    secrets = (code.plain, code.grouped)
    assert not any(secret in kept for secret in secrets)
    desk.deliver(written)
    arrived = json.dumps([each.messages for each in desk.line.delivered])
    assert code.plain in arrived or code.grouped in arrived


def test_a_receipt_shown_later_can_be_drawn_without_its_code(desk: Desk) -> None:
    """A45: the code is gone for ever, the rest of the receipt is not."""
    with desk.opened.writing(SLUG) as session:
        cast = a_cast(session)
        cast.citizen.blocked_at = desk.clock.now
        lodge(session, a_complaint(), code=new_code(digest), **cast.as_citizen())
        desk.mailroom(session).post(None, ())
    block(desk, cast.citizen, blocked=False)
    desk.deliver(desk.answer(cast.citizen, APOLOGY))
    arrived = json.dumps([each.messages for each in desk.line.delivered], ensure_ascii=False)
    assert "BNA-2569-00001" in arrived


def test_a_call_sealed_for_one_row_opens_for_no_other(desk: Desk) -> None:
    """T12: swapping bodies between rows sends nothing to the wrong person."""
    one, two = desk.somebody("U1"), desk.somebody("U2")
    desk.tell(one)
    desk.tell(two)
    with desk.opened.writing(SLUG) as session:
        first, second = session.scalars(select(Outgoing)).all()
        first.sealed, second.sealed = second.sealed, first.sealed
    desk.deliver([call.id for call in desk.calls()])
    desk.sweep_until(timedelta(hours=25), every=timedelta(minutes=30))
    assert desk.received() == []
    assert desk.results() == [Settled.EXPIRED] * 2, "and it is not tried for ever"
    assert desk.notices() == [NoticeState.UNDELIVERED] * 2


def test_leaving_a_group_says_goodbye_first(desk: Desk) -> None:
    """T31."""
    with desk.opened.writing(SLUG) as session:
        mail = desk.mailroom(session)
        mail.say_goodbye(SLUG, "token", desk.clock.now + timedelta(seconds=50))
        written = mail.leave(SLUG, "group", "C1")
    desk.deliver(written)
    assert desk.received() == [("reply", "token")]
    assert desk.line.left == [("group", "C1")]
