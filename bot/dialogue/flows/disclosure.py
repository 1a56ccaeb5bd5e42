"""Telling a corruption report in chat, coming back to it, and what becomes of words said elsewhere.

Where these conversations stand is kept sealed and for minutes, never beside the others.
"""

from bot.dialogue.answers import attachment, place, text
from bot.dialogue.flow import Flow, Lists, Option, Step, When, always, choose
from bot.dialogue.flows.complaint import CAMERA, MAP
from bot.dialogue.inputs import Attached, Located, Said
from bot.dialogue.position import Values
from texts.message import Message

MOST_FILES = 5
SHORTEST_ACCOUNT = 20  # seen characters (security D15)
EVIDENCE = "evidence"  # the one question that files answer
UNSURE = "C99"

# The kinds of corruption (requirements 3.1) in groups that a telephone can show.
GROUPS: dict[str, tuple[str, ...]] = {
    "money": ("C01", "C02", "C03", "C16"),
    "budget": ("C05", "C06", "C07", "C18"),
    "property": ("C12", "C13"),
    "power": ("C04", "C14", "C15", "C17"),
    "staff": ("C08", "C09", "C10", "C11"),
    "myself": ("C19", "C20"),
}
KINDS: Lists = {
    f"disclosure.kind.{group}": choose("disclosure.kind", *kinds) for group, kinds in GROUPS.items()
}
UNKNOWN_UNIT = Option("unknown", Message("disclosure.unit.unknown"))
NO_OTHER_UNIT = Option("none", Message("disclosure.unit_also.none"))


def _in_a_group(values: Values) -> bool:
    return values.get("group") in GROUPS


def _of_a_unit(values: Values) -> bool:
    return values.get("unit") not in (None, UNKNOWN_UNIT.value)


def _more(name: str) -> When:
    """Asked of those who want to tell more; what was told already is never thrown away."""
    return lambda values: values.get("more") == "yes" or name in values


def _director_may_read(values: Values) -> bool:
    concerned = "yes" in (values.get("executive"), values.get("desk"))
    return _more("director")(values) and not concerned and values.get("exclude") != "director"


def _says(name: str, *, at_most: int = 1000) -> Step:
    """A question in words that may be passed over."""
    return Step(name, read=text(at_least=2, at_most=at_most), optional=always, applies=_more(name))


def _yes_or_no(name: str) -> Step:
    return Step(name, options=choose(f"disclosure.{name}", "yes", "no"), optional=always)


def _files(applies: When = always) -> Step:
    return Step(
        EVIDENCE,
        read=attachment,
        many=MOST_FILES,
        optional=always,
        applies=applies,
        early=(Attached,),
        shortcuts=CAMERA,
    )


DISCLOSURE = Flow(
    "disclosure",
    version=1,
    intro=(Message("disclosure.notice"),),
    steps=(
        Step("mode", options=choose("disclosure.mode", "no_trace", "linked", "web")),
        Step("group", options=choose("disclosure.group", *GROUPS, UNSURE), optional=always),
        Step("kind", options="disclosure.kind.{group}", optional=always, applies=_in_a_group),
        Step("unit", options="disclosure.unit"),
        Step("unit_also", options="disclosure.unit_also", applies=_of_a_unit),
        _yes_or_no("executive"),
        _yes_or_no("desk"),
        Step(
            "exclude",
            read=text(at_least=2, at_most=300),
            options=choose("disclosure.exclude", "nobody", "director"),
            optional=always,
        ),
        Step("what", read=text(at_least=SHORTEST_ACCOUNT), early=(Said,)),
        _files(),
        _yes_or_no("danger"),
        Step("more", options=choose("disclosure.more", "yes", "no")),
        _says("when", at_most=300),
        Step(
            "where",
            read=place,
            optional=always,
            applies=_more("where"),
            early=(Located,),
            shortcuts=MAP,
        ),
        _says("who"),
        _says("evidence_note"),
        _says("witnesses"),
        _says("others_know"),
        Step(
            "director",
            options=choose("disclosure.director", "yes", "no"),
            optional=always,
            applies=_director_may_read,
        ),
    ),
    confirm="disclosure.confirm",
    heed=True,
)


def _writes(values: Values) -> bool:
    return values.get("do") in ("answer", "add", "protect", "harmed")


def _adds(values: Values) -> bool:
    return values.get("do") == "add"


def _withdraws(values: Values) -> bool:
    return values.get("do") == "withdraw"


def _files_say_it(values: Values) -> bool:
    return bool(values.get(EVIDENCE))


# What can be done depends on the report: whoever opened it hands the list over.
FOLLOW = Flow(
    "follow",
    version=1,
    steps=(
        Step("do", options="follow.do"),
        Step("text", read=text(at_least=2), optional=_files_say_it, applies=_writes),
        _files(_adds),
        Step("sure", options=choose("follow.sure", "no", "yes"), applies=_withdraws),
    ),
    heed=True,
)
FOLLOWING = (
    "unharmed",
    "harmed",
    "answer",
    "add",
    "protect",
    "forget",
    "withdraw",
    "done",
)

# Something was said in another conversation that looks like corruption: it is kept nowhere else.
SUSPECTED = Flow(
    "suspected",
    version=1,
    steps=(
        Step("way", options="suspected.way"),
        Step("what", read=text(), early=(Said,), asked=False),
    ),
    heed=True,
)
WAYS = ("sealed", "ordinary")

# Every list the office does not decide alone, in full.
LISTS: Lists = {
    **KINDS,
    "disclosure.unit": (UNKNOWN_UNIT,),
    "disclosure.unit_also": (NO_OTHER_UNIT,),
    "follow.do": choose("follow.do", *FOLLOWING),
    "suspected.way": choose("suspected.way", *WAYS),
}
