"""Reading what was given: each reader returns the value to keep, or rejects it with a reason."""

import re
import unicodedata

from bot.dialogue.flow import Reader, Rejected
from bot.dialogue.inputs import Attached, Input, Located, Said
from bot.dialogue.matching import fold, spoken
from bot.dialogue.position import JsonValue
from texts.catalogue import say, words
from texts.message import Lang, Message
from triage.dates import day_in
from triage.normalise import digits, printable

# A LINE message holds 5,000 characters; an answer of this length still fits with words around it.
MOST_TEXT = 4000
MOST_DAYS = 365
_LETTER = re.compile(r"\w")
_PHONE_SIGNS = re.compile("[\\s\\-\u2010-\u2015.()/]")
_PHONE = re.compile(r"0[1-9][0-9]{7,8}")
_CODE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad_]")
_CODE_LENGTH = range(4, 41)
_LATITUDE, _LONGITUDE = 90, 180


def text(*, at_least: int = 1, at_most: int = MOST_TEXT) -> Reader:
    """Words, of at least and at most so many characters that can be seen."""

    def read(given: Input) -> JsonValue:
        if not isinstance(given, Said):
            raise Rejected("common.text_please")
        typed = printable(given.text)
        if fold(typed) in {fold(say(Message("common.skip"), lang)) for lang in Lang}:
            # Where a question may be passed over, "skip" never comes as far as here.
            raise Rejected("common.needed")
        if not _LETTER.search(typed) or len("".join(typed.split())) < at_least:
            raise Rejected("common.too_short")
        if len(typed) > at_most:
            raise Rejected("common.too_long", most=at_most, length=len(typed))
        return typed

    return read


_anything = text()


def more_than_a_greeting(given: Input) -> JsonValue:
    """Words that say something: who only greets is greeted, and nothing is kept of it."""
    told = _anything(given)
    greetings = {fold(greeting) for greeting in words("hello.greetings")}
    if isinstance(given, Said) and not greetings.isdisjoint(spoken(given.text)):
        raise Rejected("hello.greeted")
    return told


_described_place = text(at_least=3, at_most=500)


def place(given: Input) -> JsonValue:
    """A place: `text` as typed, or `lat` and `lng` in degrees with LINE's `address` if it has one.

    Both may come together when a pin follows typed words.
    """
    match given:
        case Located(lat, lng, label):
            if not (abs(lat) <= _LATITUDE and abs(lng) <= _LONGITUDE):
                raise Rejected("common.place_please")
            pin: dict[str, JsonValue] = {"lat": lat, "lng": lng}
            return {**pin, "address": printable(label)} if printable(label) else pin
        case Said():
            return {"text": _described_place(given)}
    raise Rejected("common.place_please")


def attachment(given: Input) -> JsonValue:
    """The reference of a picture or file that was kept."""
    if not isinstance(given, Attached):
        raise Rejected("common.photo_please")
    return given.ref


def phone(given: Input) -> JsonValue:
    """A Thai telephone number as nine or ten digits; Thai digits, blanks and dashes are welcome."""
    if not isinstance(given, Said):
        raise Rejected("common.phone_please")
    number = _PHONE_SIGNS.sub("", digits(printable(given.text)))
    number = re.sub(r"^(?:\+|00)?66(?:\(?0\)?)?(?=[1-9])", "0", number)
    if not _PHONE.fullmatch(number):
        raise Rejected("common.phone_wrong")
    return number


def day_ahead(given: Input) -> JsonValue:
    """A day after today, at most a year ahead, as `YYYY-MM-DD`."""
    if not isinstance(given, Said) or given.on is None:
        raise Rejected("date.not_read")
    day = day_in(given.text, today=given.on)
    if day is None:
        raise Rejected("date.not_read")
    if day <= given.on:
        raise Rejected("date.not_ahead", day=day)
    if (day - given.on).days > MOST_DAYS:
        raise Rejected("date.too_far", day=day, most=MOST_DAYS)
    return day.isoformat()


def code(given: Input) -> JsonValue:
    """A code or case number as it is printed: capitals, Arabic digits, plain dashes, no blanks."""
    if not isinstance(given, Said):
        raise Rejected("common.code_please")
    plain = unicodedata.normalize("NFKC", digits(printable(given.text)))
    typed = _DASHES.sub("-", "".join(plain.split())).upper()
    if len(typed) not in _CODE_LENGTH or not _CODE.fullmatch(typed):
        raise Rejected("common.code_wrong")
    return typed
