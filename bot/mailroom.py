"""Makes calls to LINE out of what is to be said: frozen, sealed, with a retry key, before any is
tried.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.say import Say
from bot.render import limits
from bot.render.messages import render
from cases.notices import OWED, SECRETS
from integrity.vault import Purpose, Vault
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Method, NoticeState
from texts.message import Lang, Message, unpack

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

    def __init__(self, session: Session, vault: Vault, *, now: datetime) -> None:
        self._session, self._vault, self._now = session, vault, now
        self._written: list[uuid.UUID] = []

    def post(self, speaker: Speaker | None, says: Sequence[Say]) -> tuple[uuid.UUID, ...]:
        """Answer the speaker (replies before pushes) and push what everybody else is owed.

        Gives the ids of the calls written, to be tried as soon as the transaction is kept.
        """
        owed = self._owed()
        if speaker is not None:
            mine = [n for n in owed if n.person_id == speaker.person.id]
            others = [n for n in owed if n.person_id != speaker.person.id]
            mine = [*self._missed(speaker.person, mine), *mine]
            owed = [*self._answer(speaker, says, mine), *others]
        for person_id in dict.fromkeys(n.person_id for n in owed):
            self._push([n for n in owed if n.person_id == person_id])
        self._session.info.pop(OWED, None)
        self._session.info.pop(SECRETS, None)
        return tuple(self._written)

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

    def _missed(self, person: Person, now_owed: Sequence[Notice]) -> tuple[Notice, ...]:
        """What could not be delivered before: the person is here now, so it is shown now (A45)."""
        if person.blocked_at is not None:  # the event says that they have just left
            return ()
        missed = (
            select(Notice)
            .where(Notice.person_id == person.id, Notice.state == NoticeState.UNDELIVERED)
            .order_by(Notice.created_at, Notice.position)
            .limit(MISSED_AT_ONCE)
        )
        taken = {n.id for n in now_owed}
        found = [n for n in self._session.scalars(missed) if n.id not in taken]
        for notice in found:
            notice.state, notice.settled_at = NoticeState.WAITING, None
        return tuple(found)

    def _answer(
        self, speaker: Speaker, says: Sequence[Say], notices: Sequence[Notice]
    ) -> Sequence[Notice]:
        """Answer; gives the notices that did not fit, for a notice that was cut is not told."""
        lang = Lang(speaker.person.lang)
        room = limits.MESSAGES - len(render(says, lang))
        fitting, rest = self._split(notices, lang, room=room)
        messages = render([*says, *(self._said(n) for n in fitting)], lang)
        if not messages:
            return rest
        can_reply = speaker.reply_token is not None and self._now < speaker.reply_until
        body: dict[str, Any] = {"messages": messages}
        if can_reply:
            body["token"] = speaker.reply_token
        call = self._write(
            speaker.person.channel,
            Method.REPLY if can_reply else Method.PUSH,
            body,
            person_id=speaker.person.id,
            reply_until=speaker.reply_until if can_reply else None,
        )
        for notice in fitting:
            notice.outgoing_id = call.id
        return rest

    def _push(self, notices: Sequence[Notice]) -> None:
        person = self._session.get_one(Person, (notices[0].office_id, notices[0].person_id))
        if person.blocked_at is not None:
            for notice in notices:
                notice.state, notice.settled_at = NoticeState.UNDELIVERED, self._now
            return
        lang = Lang(person.lang)
        while notices:
            part, notices = self._split(notices, lang, room=limits.MESSAGES, at_least=1)
            body = {"messages": render([self._said(n) for n in part], lang)}
            call = self._write(person.channel, Method.PUSH, body, person_id=person.id)
            for notice in part:
                notice.outgoing_id = call.id

    def _split(
        self, notices: Sequence[Notice], lang: Lang, *, room: int, at_least: int = 0
    ) -> tuple[Sequence[Notice], Sequence[Notice]]:
        """Part what fits into so many messages from what goes into another call."""
        used = list(accumulate(len(render([self._said(n)], lang)) for n in notices))
        fits = max(at_least, sum(messages <= room for messages in used))
        return notices[:fits], notices[fits:]

    def _said(self, notice: Notice) -> Say:
        message = unpack(notice.message)
        secrets = self._session.info.get(SECRETS, {}).get(notice.id, {})
        return Say(Message(message.key, {**message.params, **secrets}))

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
            office_id=self._session.info["office"],
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
        # A reply has a minute, everything else has hours.
        self._written.insert(0 if method is Method.REPLY else len(self._written), call.id)
        return call
