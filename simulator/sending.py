"""What bots send: reply, push, multicast and broadcast, with tokens, retry keys and the quota."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from simulator import ids
from simulator.accounts import Account
from simulator.chatlog import Entry
from simulator.exchange import Answer, Json, Refused, as_json
from simulator.platform import Platform
from simulator.schema.messages import problems
from simulator.tokens import Accepted

_QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})
_LINE_MONTH = timezone(timedelta(hours=9))  # LINE's months are those of UTC+9


def checked(kind: str, body: Json) -> Json:
    """The body, if it is a good request of this kind; raises Refused(400) naming every fault."""
    found = problems(kind, body)
    if found:
        raise Refused(400, f"The request body has {len(found)} error(s)", problems=found)
    return body


def reply(
    platform: Platform, account: Account, body: Json, *, key: str | None, call: str
) -> Answer:
    """Answer an event with its reply token: free, once, and never with a retry key."""
    if key is not None:
        raise Refused(400, "The X-Line-Retry-Key header can't be used with this endpoint")
    checked("reply", body)
    with platform.lock:
        slug = account.spec.slug
        _quotes_are_known(platform, slug, body["messages"])
        chat = platform.reply_tokens.use(body["replyToken"], slug, now=platform.now())
        if chat is None:
            raise Refused(400, "Invalid reply token")
        post = _Post(platform, account, "reply", body["messages"], None, call)
        return as_json({"sentMessages": post.to([chat])})


def push(platform: Platform, account: Account, body: Json, *, key: str | None, call: str) -> Answer:
    """Send to one user, group or room."""
    with platform.lock:
        accepted = _accepted(platform, account, key)
        if accepted:
            return _conflict(accepted, sentMessages=accepted.sent)
        checked("push", body)
        _quotes_are_known(platform, account.spec.slug, body["messages"])
        chats = [_known_target(platform, account, body["to"])]
        sent = _send(platform, account, "push", body["messages"], chats, key=key, call=call)
        return as_json({"sentMessages": sent})


def multicast(
    platform: Platform, account: Account, body: Json, *, key: str | None, call: str
) -> Answer:
    """Send to many users; ids that mean nobody are passed over, as LINE does."""
    with platform.lock:
        accepted = _accepted(platform, account, key)
        if accepted:
            return _conflict(accepted)
        checked("multicast", body)
        _no_quotes(body["messages"])
        slug = account.spec.slug
        chats = [
            user for user in dict.fromkeys(body["to"]) if platform.accounts.person_of(slug, user)
        ]
        _send(platform, account, "multicast", body["messages"], chats, key=key, call=call)
        return as_json({})


def broadcast(
    platform: Platform, account: Account, body: Json, *, key: str | None, call: str
) -> Answer:
    """Send to all friends."""
    with platform.lock:
        accepted = _accepted(platform, account, key)
        if accepted:
            return _conflict(accepted)
        checked("broadcast", body)
        _no_quotes(body["messages"])
        slug = account.spec.slug
        friends = [who for who, bond in account.bonds.items() if bond == "friend"]
        chats = [platform.accounts.user_id(slug, who) for who in friends]
        _send(platform, account, "broadcast", body["messages"], chats, key=key, call=call)
        return as_json({})


def month_of(platform: Platform) -> str:
    """The month whose quota counts now."""
    return datetime.fromtimestamp(platform.now(), UTC).astimezone(_LINE_MONTH).strftime("%Y-%m")


def usage(platform: Platform, slug: str) -> int:
    """How many messages of this month's quota are used."""
    return platform.used[slug, month_of(platform)]


def _accepted(platform: Platform, account: Account, key: str | None) -> Accepted | None:
    if key is None:
        return None
    try:
        uuid.UUID(key)
    except ValueError:
        raise Refused(400, "The X-Line-Retry-Key header must be a UUID") from None
    return platform.retry_keys.find(account.spec.slug, key, now=platform.now())


def _conflict(accepted: Accepted, **more: list[Json]) -> Answer:
    body = {"message": "The retry key is already accepted", **more}
    return as_json(body, 409, {"x-line-accepted-request-id": accepted.request_id})


def _known_target(platform: Platform, account: Account, to: str) -> str:
    slug = account.spec.slug
    if to[:1] in {"C", "R"}:
        joined = any(g.id == to and slug in g.channels for g in platform.accounts.groups.values())
    else:
        joined = platform.accounts.person_of(slug, to) is not None
    if not joined:
        raise Refused(400, "Failed to send messages")
    return to


def _quotes_are_known(platform: Platform, slug: str, messages: Sequence[Json]) -> None:
    for message in messages:
        token = message.get("quoteToken")
        if token is not None and platform.quote_tokens.get(token, ("", ""))[0] != slug:
            raise Refused(400, "Invalid quote token")


def _no_quotes(messages: Sequence[Json]) -> None:
    if any(message.get("quoteToken") is not None for message in messages):
        raise Refused(400, "quoteToken can be used only with reply and push")


def _send(
    platform: Platform,
    account: Account,
    how: str,
    messages: Sequence[Json],
    chats: Iterable[str],
    *,
    key: str | None,
    call: str,
) -> list[Json]:
    """Check the quota, deliver, count, and remember the retry key."""
    slug = account.spec.slug
    targets = list(chats)
    post = _Post(platform, account, how, messages, key, call)
    cost = sum(post.reached(chat) for chat in targets)
    limit = platform.quotas[slug]
    if limit is not None and usage(platform, slug) + cost > limit:
        raise Refused(429, "You have reached your monthly limit.")
    platform.used[slug, month_of(platform)] += cost
    sent = post.to(targets)
    if key is not None:
        platform.retry_keys.keep(slug, key, Accepted(call, platform.now(), sent))
    return sent


@dataclass(frozen=True, slots=True)
class _Post:
    """Messages on their way into one or many chats."""

    platform: Platform
    account: Account
    how: str
    messages: Sequence[Json]
    key: str | None
    call: str

    def reached(self, chat: str) -> int:
        """How many people receive it, which is what it costs."""
        if chat[0] != "U":
            return len(self._group(chat))
        return int(self._fault(chat) is None)

    def to(self, chats: Sequence[str]) -> list[Json]:
        """Put the messages into the log of every chat; what the API answers with."""
        platform, slug = self.platform, self.account.spec.slug
        sent: list[Json] = []
        for message in self.messages:
            message_id = platform.message_ids.new()
            receipt = {"id": message_id}
            if message["type"] in _QUOTABLE:
                receipt["quoteToken"] = ids.opaque_token()
                platform.quote_tokens[receipt["quoteToken"]] = (slug, chats[0] if chats else "")
            sent.append(receipt)
            for chat in chats:
                self._log(chat, message, message_id)
        for chat in chats:
            platform.loading.pop((slug, chat), None)
        return sent

    def _log(self, chat: str, message: Json, message_id: str) -> None:
        platform, slug = self.platform, self.account.spec.slug
        reason = self._fault(chat)
        entry = Entry(
            direction="out",
            channel=slug,
            chat=chat,
            person=platform.accounts.person_of(slug, chat),
            how=self.how,
            content=message,
            at=platform.clock.now_ms(),
            message_id=message_id,
            delivered=reason is None,
            reason=reason,
            retry_key=self.key,
            request_id=self.call,
            quota=usage(platform, slug),
        )
        platform.log.add(entry)

    def _fault(self, chat: str) -> str | None:
        slug = self.account.spec.slug
        person = self.platform.accounts.person_of(slug, chat)
        if person is None:
            return None
        return self.platform.accounts.why_unreachable(slug, person, now=self.platform.now())

    def _group(self, chat: str) -> set[str]:
        return next(g.people for g in self.platform.accounts.groups.values() if g.id == chat)
