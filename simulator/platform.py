"""A local LINE: all of its state behind one lock, and the one way an event comes into being."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from simulator import ids
from simulator.accounts import Account, Accounts
from simulator.chatlog import ChatLog, Entry
from simulator.clock import Clock
from simulator.contents import Contents
from simulator.exchange import Json
from simulator.faults import Faults
from simulator.lane import Conduct, Parcel
from simulator.menus import Menus
from simulator.settings import Settings
from simulator.tokens import AccessTokens, LinkTokens, ReplyTokens, RetryKeys
from simulator.webhook_post import Reply
from simulator.webhook_sender import Courier


class Platform:
    """State shared by the API, the control API and the page.

    Whoever reads or changes state holds ``lock``; webhooks leave on threads of their own,
    which take the lock only to report.
    """

    def __init__(self, settings: Settings, *, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.stopping = threading.Event()
        self.couriers: dict[str, Courier] = {}
        self._begin()

    def _begin(self) -> None:
        specs = self.settings.channels
        self.epoch = ids.request_id()
        self.accounts = Accounts(self.settings)
        self.log = ChatLog(self.changed)
        self.contents = Contents()
        self.faults = Faults()
        self.menus = {spec.slug: Menus() for spec in specs}
        self.reply_tokens = ReplyTokens()
        self.retry_keys = RetryKeys()
        self.link_tokens = LinkTokens()
        self.access_tokens = AccessTokens({spec.access_token: spec.slug for spec in specs})
        self.message_ids = ids.MessageIds()
        self.quote_tokens: dict[str, tuple[str, str]] = {}
        self.read_tokens: dict[str, Entry] = {}
        self.loading: dict[tuple[str, str], int] = {}
        self.quotas: dict[str, int | None] = {spec.slug: spec.quota for spec in specs}
        self.used: Counter[tuple[str, str]] = Counter()
        self.calls: Counter[str] = Counter()
        self.couriers = {spec.slug: self._courier(spec.slug) for spec in specs}

    def _courier(self, slug: str) -> Courier:
        account = self.accounts.channels[slug]
        return Courier(
            slug,
            account.spec.channel_secret,
            account.spec.bot_user_id,
            url=lambda: account.webhook_url,
            on_sending=self._webhook_leaves,
            on_answer=self._webhook_answered,
            conduct=Conduct(),
        )

    def reset(self) -> None:
        """Forget everything but the settings."""
        self._stop_couriers()
        with self.lock:
            self._begin()
            self.log.touch(None)

    def stop(self) -> None:
        """End every thread and release everybody who waits."""
        self.stopping.set()
        with self.lock:
            self.log.close()
        self._stop_couriers()

    def _stop_couriers(self) -> None:
        for courier in self.couriers.values():
            courier.stop()

    def now(self) -> float:
        """Seconds since 1970, simulated."""
        return self.clock.now()

    def source(self, account: Account, person: str | None, group: str | None) -> Json:
        """The ``source`` of an event: a user, a group, or a user in a group."""
        user = {"userId": self.accounts.user_id(account.spec.slug, person)} if person else {}
        if group is None:
            return {"type": "user", **user}
        known = self.accounts.group(group)
        kind = {"C": "group", "R": "room"}[known.id[0]]
        return {"type": kind, f"{kind}Id": known.id, **user}

    def happen(
        self,
        account: Account,
        kind: str,
        fields: Mapping[str, Any],
        *,
        person: str | None,
        group: str | None = None,
        replyable: bool = True,
        spoken: str | None = None,
    ) -> Entry:
        """Something happened in a chat: log it and send the webhook. The caller holds the lock."""
        slug, now = account.spec.slug, self.now()
        source = self.source(account, person, group)
        chat = chat_of(source)
        event: Json = {
            "type": kind,
            **fields,
            "webhookEventId": ids.ulid(int(now * 1000)),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": int(now * 1000),
            "source": source,
            "mode": "active",
        }
        if replyable:
            event["replyToken"] = self.reply_tokens.mint(slug, chat, now=now)
        if person and group is None and kind != "unfollow":
            account.wrote_at[person] = now
        return self.dispatch(account, event, person=person, spoken=spoken)

    def dispatch(
        self, account: Account, event: Json, *, person: str | None, spoken: str | None = None
    ) -> Entry:
        """Log an event that is complete and send it. The caller holds the lock."""
        entry = self.record(account, event, person=person, spoken=spoken)
        self.send(account, [entry])
        return entry

    def send(self, account: Account, entries: Sequence[Entry]) -> None:
        """Send recorded events in one webhook. The caller holds the lock."""
        parcels = [Parcel(entry.content, entry.chat, entry) for entry in entries]
        self.couriers[account.spec.slug].accept(parcels)

    def record(
        self, account: Account, event: Json, *, person: str | None, spoken: str | None = None
    ) -> Entry:
        """Log an event that is complete. The caller holds the lock."""
        message, source = event.get("message"), event.get("source")
        return self.log.add(
            Entry(
                direction="in",
                channel=account.spec.slug,
                chat=chat_of(source) if isinstance(source, dict) else "",
                person=person,
                how=str(event.get("type")),
                content=event,
                at=self.clock.now_ms(),
                message_id=message.get("id") if isinstance(message, dict) else None,
                webhook="waiting",
                spoken=spoken,
            )
        )

    def _webhook_leaves(self, parcel: Parcel) -> None:
        token = parcel.event.get("replyToken")
        if token:
            with self.lock:
                self.reply_tokens.sent(token, now=self.now(), again=parcel.again > 0)

    def _webhook_answered(self, parcel: Parcel, reply: Reply) -> None:
        if parcel.entry is not None:
            with self.lock:
                parcel.entry.webhook = str(reply.status or reply.outcome.value)
                self.log.touch(parcel.entry)


def chat_of(source: Mapping[str, Any]) -> str:
    """The id of the chat an event belongs to: the group, the room, or the user."""
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")
