"""Makes calls to LINE out of what is to be said: frozen, sealed, with a retry key, before any is
tried.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.dialogue.say import Say
from bot.franking import Franking
from bot.parcels import Item, keys_of, missed, one_by_one, together
from bot.postage import Reach, reach
from bot.render import limits
from bot.render.messages import render
from cases.courtesy import awake
from cases.deadlines import local_date
from cases.notices import OWED, SECRETS
from config.office import Office
from integrity.vault import Purpose, Vault
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Method, NoticeState
from texts.message import Lang, Message

# LINE: "within 1 minute of receiving the webhook"; ten seconds are kept for the call itself.
REPLY_WINDOW: Final = timedelta(seconds=50)
# Whoever writes a call also makes its first try; a sweep takes over when that process died.
FIRST_TRY: Final = timedelta(seconds=30)
MISSED_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person an event came from, and the free way to answer it, if LINE gave one."""

    person: Person
    reply_token: str | None
    reply_until: datetime


def where(call: Outgoing) -> str:
    """The place a call's body is sealed for."""
    return f"{call.office_id}/outgoing/{call.id}"


class Mailroom:
    """Writes the calls of one transaction."""

    def __init__(self, session: Session, vault: Vault, office: Office, *, now: datetime) -> None:
        self._session, self._vault, self._office, self._now = session, vault, office, now
        self._written: list[uuid.UUID] = []
        self._franking = Franking(session, now=now)

    def post(self, speaker: Speaker | None, says: Sequence[Say]) -> tuple[uuid.UUID, ...]:
        """Answer the speaker (replies before pushes) and push what everybody else is owed.

        Gives the ids of the calls written, to be tried as soon as the transaction is kept.
        """
        owed = self._owed()
        if speaker is not None:
            mine = [n for n in owed if n.person_id == speaker.person.id]
            others = [n for n in owed if n.person_id != speaker.person.id]
            owed = [*self._answer(speaker, says, mine), *others]
        for person_id in dict.fromkeys(n.person_id for n in owed):
            self._push(one_by_one(self._session, [n for n in owed if n.person_id == person_id]))
        self._session.info.pop(OWED, None)
        self._session.info.pop(SECRETS, None)
        self._franking.settle()
        return tuple(self._written)

    def post_held(self, notices: Sequence[Notice]) -> tuple[uuid.UUID, ...]:
        """Write what waited for one person: news merged, what is to be done on cases as one
        digest.
        """
        today = local_date(self._now)
        self._push(together(self._session, notices, office=self._office, today=today))
        self._franking.settle()
        return tuple(self._written)

    def give_up(self, notices: Iterable[Notice]) -> None:
        """No push is made for these: they are shown when the person is here next (A45)."""
        for notice in notices:
            notice.state, notice.settled_at = NoticeState.UNDELIVERED, self._now

    def order(self, person: Person, method: Method, body: dict[str, Any]) -> None:
        """Ask LINE for something that says nothing, such as another menu for a person."""
        self._write(person.channel, method, body, person_id=person.id)

    def leave(self, channel: str, kind: str, group: str) -> tuple[uuid.UUID, ...]:
        """Leave a group or room."""
        method = Method.LEAVE_GROUP if kind == "group" else Method.LEAVE_ROOM
        self._write(channel, method, {"group": group}, person_id=None)
        return tuple(self._written)

    def say_goodbye(self, channel: str, reply_token: str, reply_until: datetime) -> None:
        """Tell a group, free of charge, that this account talks one to one only."""
        messages = render([Say(Message("said.goodbye"))], Lang.TH)
        body = {"messages": messages, "token": reply_token}
        self._write(channel, Method.REPLY, body, person_id=None, reply_until=reply_until)

    def _owed(self) -> list[Notice]:
        self._session.flush()  # notices get their rows before calls point to them
        ids = self._session.info.get(OWED, [])
        rows = [self._session.get_one(Notice, key) for key in ids]
        return [n for n in rows if n.state is NoticeState.WAITING]

    def _missed(self, person: Person, now_owed: Sequence[Notice]) -> Sequence[Item]:
        found = missed(self._session, person, now_owed=now_owed)
        today = local_date(self._now)
        return together(self._session, found, office=self._office, today=today)[:MISSED_AT_ONCE]

    def _answer(
        self, speaker: Speaker, says: Sequence[Say], notices: Sequence[Notice]
    ) -> Sequence[Notice]:
        """Answer; gives the notices that did not fit, for a notice that was cut is not told."""
        person, lang = speaker.person, Lang(speaker.person.lang)
        room = limits.MESSAGES - len(render(says, lang))
        fitting, rest = self._split(one_by_one(self._session, notices), lang, room=room)
        room -= len(render([item.say for item in fitting], lang))
        before, _ = self._split(self._missed(person, notices), lang, room=room)
        items = [*before, *fitting]
        messages = render([*says, *(item.say for item in items)], lang)
        if not messages:
            return [n for item in rest for n in item.notices]
        can_reply = speaker.reply_token is not None and self._now < speaker.reply_until
        body: dict[str, Any] = {"messages": messages}
        if can_reply:
            body["token"] = speaker.reply_token
        call = self._write(
            person.channel,
            Method.REPLY if can_reply else Method.PUSH,
            body,
            person_id=person.id,
            reply_until=speaker.reply_until if can_reply else None,
        )
        self._hand_over(items, call)
        return [n for item in rest for n in item.notices]

    def _push(self, items: Sequence[Item]) -> None:
        """Push what one person is owed; silently at night, when nobody asked to be woken."""
        if not items:
            return
        first = items[0].notices[0]
        person = self._session.get_one(Person, (first.office_id, first.person_id))
        notices = [n for item in items for n in item.notices]
        reached = reach(person, local_date(self._now)) is not Reach.NO
        if not (reached and self._franking.allows(person.channel, keys_of(notices))):
            self.give_up(notices)
            return
        lang = Lang(person.lang)
        silent = awake(self._now, self._office) > self._now
        while items:
            part, items = self._split(items, lang, room=limits.MESSAGES, at_least=1)
            body = {"messages": render([item.say for item in part], lang), "silent": silent}
            call = self._write(person.channel, Method.PUSH, body, person_id=person.id)
            self._hand_over(part, call)

    def _hand_over(self, items: Iterable[Item], call: Outgoing) -> None:
        for notice in (n for item in items for n in item.notices):
            notice.state, notice.settled_at = NoticeState.WAITING, None
            notice.outgoing_id = call.id

    def _split(
        self, items: Sequence[Item], lang: Lang, *, room: int, at_least: int = 0
    ) -> tuple[Sequence[Item], Sequence[Item]]:
        """Part what fits into so many messages from what goes into another call."""
        used = list(accumulate(len(render([item.say], lang)) for item in items))
        fits = max(at_least, sum(messages <= room for messages in used))
        return items[:fits], items[fits:]

    def _write(
        self,
        channel: str,
        method: Method,
        body: dict[str, Any],
        *,
        person_id: uuid.UUID | None,
        reply_until: datetime | None = None,
    ) -> Outgoing:
        call = Outgoing(
            id=uuid.uuid4(),
            office_id=self._office.slug,
            channel=channel,
            method=method,
            person_id=person_id,
            retry_key=str(uuid.uuid4()),
            reply_until=reply_until,
            created_at=self._now,
            position=len(self._written),
            due_at=self._now,
            leased_until=self._now + FIRST_TRY,
            # A reply is tried by whoever wrote it, at once: written as begun, it needs no second
            # transaction to be claimed in.
            attempts=1 if method is Method.REPLY else 0,
            first_tried_at=self._now if method is Method.REPLY else None,
        )
        content = json.dumps(body, ensure_ascii=False).encode()
        call.sealed = self._vault.seal(Purpose.OUTGOING, content, where=where(call))
        self._session.add(call)
        self._session.flush()  # notices point to the call
        if method is Method.PUSH:
            self._franking.note(channel)
        # A reply has a minute, everything else has hours.
        self._written.insert(0 if method is Method.REPLY else len(self._written), call.id)
        return call
