"""What is to be said, as the messages of one reply or push: never more than LINE takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.dialogue.say import Choice, Say
from bot.render import limits
from bot.render.actions import quick
from bot.render.cards import CARDS, Card
from texts.catalogue import say
from texts.message import Lang, Message

LineMessage = dict[str, Any]
# When there is more to say than fits, the end is kept: it holds the question.
_KEPT_AT_THE_END = 1
_PARAGRAPH = "\n\n"


def render(says: Sequence[Say], lang: Lang) -> list[LineMessage]:
    """At most five messages of LINE; the choices of the last thing said hang on the last one.

    Neighbouring texts are merged before anything is cut, and a cut is told.
    """
    messages = [message for one in says for message in _spoken(one.message, lang)]
    if len(messages) > limits.MESSAGES:
        messages = _cut(_merged(messages), lang)
    choices = next((one.choices for one in reversed(says) if one.choices), ())
    if messages and choices:
        messages[-1] = {**messages[-1], **_quick_replies(choices, lang)}
    return messages


def _spoken(message: Message, lang: Lang) -> Iterator[LineMessage]:
    card = CARDS.get(message.key)
    if card is None:
        yield from map(_text, limits.pieces(say(message, lang)))
        return
    yield _flex(card, message, lang)
    yield from map(_text, card.rest(message.params, lang))


def _text(words: str) -> LineMessage:
    return {"type": "text", "text": words}


def _flex(card: Card, message: Message, lang: Lang) -> LineMessage:
    alt = say(Message(card.alt, card.told(message.params)), lang)
    return {
        "type": "flex",
        "altText": limits.fit(alt, limits.ALT_TEXT, limits.utf16),
        "contents": card.draw(message.params, lang),
    }


def _merged(messages: Sequence[LineMessage]) -> list[LineMessage]:
    merged: list[LineMessage] = []
    for message in messages:
        if merged and merged[-1]["type"] == message["type"] == "text":
            together = merged[-1]["text"] + _PARAGRAPH + message["text"]
            if limits.utf16(together) <= limits.TEXT:
                merged[-1] = _text(together)
                continue
        merged.append(message)
    return merged


def _cut(messages: list[LineMessage], lang: Lang) -> list[LineMessage]:
    if len(messages) <= limits.MESSAGES:
        return messages
    first = limits.MESSAGES - _KEPT_AT_THE_END - 1
    told = _text(say(Message("card.cut.messages"), lang))
    return [*messages[:first], told, *messages[-_KEPT_AT_THE_END:]]


def _quick_replies(choices: Sequence[Choice], lang: Lang) -> dict[str, Any]:
    actions = filter(None, (quick(choice, lang) for choice in choices))
    items = [{"type": "action", "action": action} for action in actions]
    return {"quickReply": {"items": items[: limits.QUICK_REPLIES]}} if items else {}
