"""Stand-ins for the world outside: they keep LINE's promises, and fail when a test says so."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.line.errors import Gone, LineError, Refused
from bot.line.gateway import BotInfo, Content, LineMessage, Quota, WebhookTest
from bot.line.menus import Definition
from bot.line.outcomes import AlreadyAccepted, NotSent, Outcome, Sent, TooMany

WEBHOOK = WebhookTest(
    "http://127.0.0.1:8000/line/huaikhwang/webhook",
    active=True,
    success=True,
    reason="OK",
    status=200,
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a person really received: `how` is "reply" or "push"."""

    how: str
    to: str
    messages: tuple[LineMessage, ...]
    silent: bool = False


@dataclass(slots=True)
class FakeLine:
    """A Gateway. Reply tokens work once, retry keys are remembered, blocked people get nothing.

    `script` holds what the next sends come to; with `lost` the message arrives all the same, as
    when LINE's answer is lost on its way back. `quota_limit` counts pushes as LINE does.
    `refuses` is what asking who we are raises; `webhook` what testing the webhook comes to.
    """

    script: deque[tuple[Outcome, bool]] = field(default_factory=deque)
    delivered: list[Delivered] = field(default_factory=list)
    blocked_by: set[str] = field(default_factory=set)
    files: dict[str, Content | LineError] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    menus: dict[str, str] = field(default_factory=dict)
    quota_limit: int | None = None
    pushed: int = 0
    refuses: LineError | None = None
    webhook: WebhookTest | LineError = WEBHOOK
    _tokens: set[str] = field(default_factory=set)
    _accepted: dict[str, Sent] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def comes_to(self, *outcomes: Outcome, lost: bool = False) -> None:
        """The next sends end so; `lost` ones arrive nevertheless."""
        self.script.extend((outcome, lost) for outcome in outcomes)

    def reply(self, token: str, messages: Sequence[LineMessage]) -> Outcome:
        if self._next_is_refused():
            return self.script.popleft()[0]
        if token in self._tokens:
            return NotSent(400, "Invalid reply token")
        self._tokens.add(token)
        return self._take("reply", token, messages)

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        if self._next_is_refused():
            return self.script.popleft()[0]
        if retry_key in self._accepted:
            first = self._accepted[retry_key]
            return AlreadyAccepted(first.request_id, first.ids)
        if self.quota_limit is not None and self.pushed >= self.quota_limit:
            return TooMany(None)
        if to not in self.blocked_by:
            self.pushed += 1
        return self._take("push", to, messages, key=retry_key, silent=silent)

    def content(self, message_id: str) -> Content:
        found = self.files.get(message_id, Gone("status 404"))
        if isinstance(found, LineError):
            raise found
        return found

    def leave(self, kind: str, group: str) -> Outcome:
        self.left.append((kind, group))
        return Sent("left", ())

    def link_menu(self, person: str, menu: str) -> Outcome:
        self.menus[person] = menu
        return Sent("linked", ())

    def unlink_menu(self, person: str) -> Outcome:
        self.menus.pop(person, None)
        return Sent("unlinked", ())

    def quota(self) -> Quota:
        return Quota(self.quota_limit, self.pushed)

    def test_webhook(self) -> WebhookTest:
        if isinstance(self.webhook, LineError):
            raise self.webhook
        return self.webhook

    def info(self) -> BotInfo:
        if self.refuses is not None:
            raise self.refuses
        return BotInfo("U" + "0" * 32, "@fake", "Fake office")

    def _next_is_refused(self) -> bool:
        return bool(self.script) and not self.script[0][1]

    def _take(
        self,
        how: str,
        to: str,
        messages: Sequence[LineMessage],
        *,
        key: str | None = None,
        silent: bool = False,
    ) -> Outcome:
        number = next(self._numbers)
        sent = Sent(f"request-{number}", tuple(f"{number}-{i}" for i in range(len(messages))))
        if key is not None:
            self._accepted[key] = sent
        if to not in self.blocked_by:
            self.delivered.append(Delivered(how, to, tuple(messages), silent))
        return self.script.popleft()[0] if self.script else sent


@dataclass(slots=True)
class FakeMenus:
    """Rich menus as LINE keeps them: no picture twice, none shown without one."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    by_alias: dict[str, str] = field(default_factory=dict)
    shown: str | None = None
    calls: int = 0
    fail_at: int | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def names(self) -> Mapping[str, str]:
        return {menu: definition["name"] for menu, definition in self.definitions.items()}

    def has_image(self, menu: str) -> bool:
        return menu in self.images

    def create(self, definition: Definition) -> str:
        self._changing()
        menu = f"richmenu-{next(self._numbers)}"
        self.definitions[menu] = definition
        return menu

    def upload(self, menu: str, png: bytes) -> None:
        self._changing()
        self._check(holds=menu not in self.images)
        self.images[menu] = png

    def delete(self, menu: str) -> None:
        self._changing()
        self._check(holds=menu in self.definitions)
        del self.definitions[menu]
        self.images.pop(menu, None)

    def aliases(self) -> Mapping[str, str]:
        return dict(self.by_alias)

    def name_alias(self, alias: str, menu: str) -> None:
        self._changing()
        self._check(holds=alias not in self.by_alias and menu in self.images)
        self.by_alias[alias] = menu

    def move_alias(self, alias: str, menu: str) -> None:
        self._changing()
        self._check(holds=alias in self.by_alias and menu in self.images)
        self.by_alias[alias] = menu

    def default(self) -> str | None:
        return self.shown

    def set_default(self, menu: str) -> None:
        self._changing()
        self._check(holds=menu in self.images)
        self.shown = menu

    def _changing(self) -> None:
        self.calls += 1
        if self.calls == self.fail_at:
            raise Refused("status 500")

    @staticmethod
    def _check(*, holds: bool) -> None:
        if not holds:
            raise Refused("status 400")
