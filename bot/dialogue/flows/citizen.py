"""What a citizen can do besides complaining: follow a case, answer, add, reopen, withdraw."""

from bot.dialogue.answers import attachment, code, more_than_a_greeting, place, text
from bot.dialogue.flow import Flow, Option, Step, always, choose
from bot.dialogue.flows.complaint import CAMERA, MOST_PHOTOS
from bot.dialogue.inputs import Attached, Located, Said
from bot.dialogue.position import Values
from bot.dialogue.scene import CANCEL
from texts.message import Message

MOST_COMMENT = 1_000


def _pictures_say_it(values: Values) -> bool:
    return bool(values.get("photos"))


def photos(*, most: int = MOST_PHOTOS) -> Step:
    """The question for pictures, which may always be passed over."""
    return Step(
        "photos",
        read=attachment,
        many=most,
        optional=always,
        early=(Attached,),
        shortcuts=CAMERA,
    )


HELLO = Flow(
    "hello",
    version=1,
    steps=(
        Step("entry", options=choose("hello.entry", "complaint", "track", "help")),
        Step("what", read=more_than_a_greeting, early=(Said,), asked=False),
        Step("where", read=place, early=(Located,), asked=False),
        Step("photos", read=attachment, many=MOST_PHOTOS, early=(Attached,), asked=False),
    ),
    heed=True,
)

TRACK = Flow("track", version=1, steps=(Step("code", read=code),), heed=True)

ANSWER = Flow(
    "answer",
    version=1,
    steps=(Step("text", read=text(), optional=_pictures_say_it, early=(Said,)), photos()),
    heed=True,
)

ADD = Flow(
    "add",
    version=1,
    steps=(Step("text", read=text(), optional=_pictures_say_it, early=(Said,)), photos()),
    heed=True,
)

# The case is open again before the first question: "not fixed" takes one tap, details are welcome.
REOPEN = Flow(
    "reopen",
    version=1,
    steps=(Step("text", read=text(), optional=always, early=(Said,)), photos()),
    heed=True,
)

WITHDRAW = Flow(
    "withdraw",
    version=1,
    steps=(
        Step(
            "sure",
            options=(
                *choose("withdraw.sure", "yes"),
                Option(CANCEL, Message("withdraw.sure.no")),
            ),
        ),
    ),
    heed=True,
)

# For whoever has no card to tap: the stars as a numbered list.
RATE = Flow(
    "rate",
    version=1,
    steps=(Step("stars", options=choose("rate.stars", "1", "2", "3", "4", "5")),),
    heed=True,
)

RATE_COMMENT = Flow(
    "rate_comment",
    version=1,
    steps=(Step("text", read=text(at_most=MOST_COMMENT), optional=always),),
    heed=True,
)

LANGUAGE = Flow(
    "language",
    version=1,
    steps=(Step("lang", options=choose("language.lang", "th", "en")),),
    heed=True,
)
