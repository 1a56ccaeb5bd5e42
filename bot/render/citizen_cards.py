"""The cards a citizen sees: introduction, summary, receipt, and where a case stands."""

from collections.abc import Mapping, Sequence

from bot.dialogue.buttons import StepButton, VerbButton
from bot.dialogue.flow import CONFIRM
from bot.dialogue.scene import EDIT, SEND
from bot.render import limits, parts
from bot.render.actions import copy, press, spoken
from bot.render.parts import Accent, Piece
from cases.views import CitizenCase, Step, Update
from models.vocabulary import Action, PublicState
from texts.catalogue import has, say
from texts.dates import long_date, short_date
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

_STARS = range(1, 6)
_STAR, _NO_STAR = "★", "☆"
LOOK = "case"  # the verb with which citizens look at a case of theirs
_INTRO_STEPS = 4
_UPDATES = 5
_MARKS = {"done": "●", "now": "●", "ahead": "○"}
_OTHER = "secondary"
_RANKS = ("primary", _OTHER, "link")
_STYLES = {Action.ANSWER: "primary", Action.CLOSE: "primary", Action.WITHDRAW: "link"}


def complaint_intro(params: Params, lang: Lang) -> Piece:
    """What a citizen should know before filing: steps, unit, time limit, no name (A05)."""

    def told(name: str) -> str:
        return say(Message(f"complaint.intro.{name}", params), lang)

    steps = [
        parts.step(f"{n}.", told(f"step_{n}"), "", parts.BODY) for n in range(1, _INTRO_STEPS + 1)
    ]
    body = [
        parts.stack(*steps),
        parts.highlight(
            Accent.CITIZEN,
            parts.text(told("days"), parts.STRONG),
            parts.text(told("unit")),
            parts.text(told("no_name")),
        ),
        parts.text(told("corruption"), parts.CAPTION),
        parts.text(told("always"), parts.CAPTION),
    ]
    return parts.bubble(Accent.CITIZEN, above=told("duration"), title=told("title"), body=body)


def summary(params: Params, lang: Lang) -> Piece:
    """Every answer before it is sent; a touch on one goes back to its question."""
    flow, session = str(params["flow"]), str(params["session"])
    asked = [name for name in params if has(f"{flow}.{name}.name")]
    rows = [
        _answer(StepButton(flow, session, CONFIRM, f"{EDIT}{name}"), name, said, lang)
        for name in asked
        if (said := spoken(params[name], lang)).strip()
    ]
    send = press(
        StepButton(flow, session, CONFIRM, SEND), say(Message(f"{flow}.{CONFIRM}.send"), lang)
    )
    return parts.bubble(
        Accent.CITIZEN,
        above=say(Message("card.summary.above"), lang),
        title=say(Message(f"{flow}.title"), lang),
        body=rows,
        buttons=[parts.button(send, Accent.CITIZEN, style="primary")],
    )


def _answer(button: StepButton, name: str, said: str, lang: Lang) -> Piece:
    label = say(Message(f"{button.flow}.{name}.name"), lang)
    edit = say(Message("card.summary.edit"), lang)
    return parts.side_by_side(
        parts.stack(
            parts.text(label, parts.CAPTION, most=parts.SHORT),
            parts.text(said),
            spacing="xs",
            flex=1,
        ),
        parts.text(edit, parts.CAPTION.in_(Accent.CITIZEN), most=parts.SHORT, flex=0, align="end"),
        action=press(button, f"{edit} {label}"),
    )


def receipt(params: Params, lang: Lang) -> Piece:
    """The number, the code shown once, and the day by which the citizen hears (A03, A05, A50)."""

    def told(name: str) -> str:
        return say(Message(f"card.receipt.{name}"), lang)

    number, code = spoken(params["number"], lang), spoken(params.get("code"), lang)
    shown_once = parts.highlight(
        Accent.CITIZEN,
        parts.text(told("code"), parts.CAPTION),
        parts.text(code, parts.CODE, most=parts.SHORT),
        parts.text(told("code_hint"), parts.CAPTION),
    )
    body = [
        parts.field(told("promised"), spoken(params["promised_on"], lang), parts.BIG),
        shown_once if code else None,
        parts.field(told("category"), spoken(params.get("category"), lang)),
        parts.field(told("unit"), spoken(params.get("unit"), lang)),
        parts.text(told("how"), parts.CAPTION) if code else None,
        parts.text(told("befriend"), parts.CAPTION) if params.get("befriend") else None,
    ]
    follow = press(VerbButton(LOOK, number), say(Message(f"action.{LOOK}"), lang))
    buttons = [
        parts.button(copy(code, told("copy")), Accent.CITIZEN, style="primary") if code else None,
        parts.button(follow, Accent.CITIZEN),
    ]
    return parts.bubble(
        Accent.CITIZEN, above=number, title=told("title"), body=body, buttons=buttons
    )


def citizen_case(params: Params, lang: Lang) -> Piece:
    """Where a case stands: public word, date, what is asked, result, steps, story (A49, A52)."""
    case = _case(params)
    return parts.bubble(
        Accent.CITIZEN,
        above=f"{case.number} · {case.category.in_(lang)}",
        title=say(Message(f"state.public.{case.public_state}"), lang),
        body=[
            _date(case, lang),
            _asked(case, lang),
            _result(case, lang),
            parts.field(_told("rating", lang), shown_stars(case.rating)),
            parts.stack(*(_step(step, lang) for step in case.steps)),
            parts.field(_told("unit", lang), case.unit.in_(lang), most=parts.SHORT),
            *_story(case.updates, lang),
        ],
        buttons=verbs(case.can, case.number, _STYLES, Accent.CITIZEN, lang),
    )


def whole_texts(params: Params, lang: Lang) -> tuple[str, ...]:
    """In full, for the messages after the card: the question and the result, if they were cut."""
    case = _case(params)
    return limits.cut_texts([(case.question, parts.MEDIUM), (case.result, parts.LONG)])


def rating(number: str, accent: Accent, lang: Lang) -> Piece:
    """Five stars to tap, each with its number: a shape alone says too little."""
    row = [
        parts.stack(
            parts.text(_STAR, parts.BIG.in_(accent), most=parts.SHORT, align="center"),
            parts.text(str(stars), parts.STRONG, most=parts.SHORT, align="center"),
            spacing="none",
            flex=1,
            backgroundColor=parts.PAPER,
            cornerRadius="8px",
            paddingAll="8px",
            action=press(
                VerbButton(Action.RATE, number, str(stars)),
                say(Message(f"rate.stars.{stars}"), lang),
            ),
        )
        for stars in _STARS
    ]
    return parts.highlight(
        accent,
        parts.text(say(Message("card.rating.ask"), lang), parts.STRONG),
        parts.side_by_side(*row, spacing="sm"),
        parts.text(say(Message("card.rating.scale"), lang), parts.CAPTION),
    )


def shown_stars(given: int | None) -> str:
    """A rating as stars and in figures; nothing without one."""
    if given is None:
        return ""
    return f"{_STAR * given}{_NO_STAR * (len(_STARS) - given)} {given}/{len(_STARS)}"


def verbs(
    can: Sequence[Action], number: str, styles: Mapping[Action, str], accent: Accent, lang: Lang
) -> list[Piece | None]:
    """A button for each thing that can be done to a case, what is most likely first."""
    ranked = sorted(can, key=lambda verb: _RANKS.index(styles.get(verb, _OTHER)))
    return [
        parts.button(
            press(VerbButton(verb, number), say(Message(f"action.{verb}"), lang)),
            accent,
            style=styles.get(verb, _OTHER),
        )
        for verb in ranked
    ]


def _case(params: Params) -> CitizenCase:
    case = params["view"]
    if not isinstance(case, CitizenCase):
        raise TypeError("this card shows a CitizenCase")
    return case


def _told(name: str, lang: Lang) -> str:
    return say(Message(f"card.case.{name}"), lang)


def _date(case: CitizenCase, lang: Lang) -> Piece | None:
    if case.public_state is PublicState.FINISHED:
        return parts.field(_told("promised_finished", lang), long_date(case.received_on, lang))
    return parts.field(_told("promised", lang), long_date(case.promised_on, lang), parts.BIG)


def _asked(case: CitizenCase, lang: Lang) -> Piece | None:
    if case.question is None:
        return None
    return parts.highlight(
        Accent.CITIZEN,
        parts.text(_told("question", lang), parts.STRONG),
        parts.text(case.question),
    )


def _result(case: CitizenCase, lang: Lang) -> Piece | None:
    if case.result is None:
        return None
    more = say(Message("card.cut.pictures", {"count": parts.pictures_left(case.photos)}), lang)
    return parts.highlight(
        Accent.CITIZEN,
        parts.text(_told("result", lang), parts.STRONG),
        parts.text(case.result, most=parts.LONG),
        parts.pictures(case.photos, more, label=_told("photo", lang)),
    )


def _step(step: Step, lang: Lang) -> Piece:
    look = {"done": parts.BODY, "now": parts.STRONG}.get(step.stage, parts.BODY.in_(parts.QUIET))
    label = say(Message(f"step.{step.key}"), lang)
    when = short_date(step.on, lang) if step.on else ""
    if step.stage == "now":
        look = look.in_(Accent.CITIZEN)
    return parts.step(_MARKS[step.stage], label, when, look)


def _story(updates: Sequence[Update], lang: Lang) -> list[Piece | None]:
    """The last few events, newest first; what came before is on the tracking page."""
    if not updates:
        return []
    lines = [
        parts.stack(
            parts.text(
                f"{short_date(update.on, lang)} · {say(Message(update.key), lang)}",
                parts.CAPTION,
                most=parts.SHORT,
            ),
            parts.text(update.text) if update.text else None,
            spacing="xs",
        )
        for update in reversed(updates[-_UPDATES:])
    ]
    return [parts.rule(), parts.text(_told("updates", lang), parts.STRONG), *lines]
