"""What each conversation is for: the verb that its answers lead to."""

import uuid
from collections.abc import Callable, Sequence

from bot.dialogue.menu import CITIZEN_ENTRIES, offer
from bot.dialogue.say import Say
from cases import correspondence, intake, queries, staffing, tracking
from cases.errors import Invalid, NotFound
from cases.history import Words
from handlers import drafts, officers
from handlers.answers import Answers, case_number, files_of, place_of, shown, value_of, words_of
from handlers.entries import enter, promise, rich_menu
from handlers.rating import rated
from handlers.verbs import carefully, citizen_card
from handlers.visit import Visit
from integrity.vault import Purpose
from models.case import Case
from models.people import Person
from models.vocabulary import EntryKind, Method
from texts.message import Lang, Message, Param

Finish = Callable[[Visit, Answers], Sequence[Say]]


def complaint(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Lodge it. The receipt is a notice, so there is nothing else to say here."""
    code = tracking.new_code(visit.digest(Purpose.TRACKING_CODE))
    unit = value_of(answers, "unit")
    told = intake.Complaint(
        category=str(value_of(answers, "category")),
        description=words_of(answers, "what"),
        unit=str(unit) if unit else None,
        more=_more(visit, answers),
        attachments=files_of(answers),
        contact_sealed=_contact(visit, answers),
    )
    intake.lodge(
        visit.session, told, office=visit.office, by=visit.citizen, code=code, now=visit.now
    )
    return ()


def _more(visit: Visit, answers: Answers) -> dict[EntryKind, Words]:
    more = {
        EntryKind.PLACE: place_of(answers),
        EntryKind.WHEN: shown(visit, "complaint", "when", answers),
    }
    if value_of(answers, "behalf") == "other":
        more[EntryKind.BEHALF] = shown(visit, "complaint", "relation", answers)
    return {kind: words for kind, words in more.items() if words is not None}


def _contact(visit: Visit, answers: Answers) -> bytes | None:
    contact = value_of(answers, "contact")
    if not isinstance(contact, str) or contact == "line":
        return None
    return visit.service.vault.seal(Purpose.CONTACT, contact.encode(), where=visit.office.slug)


def track(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Show a case by its code, or one's own by its number; wrong and absent answer alike."""
    typed = str(value_of(answers, "code"))

    def found() -> Sequence[Say]:
        case = tracking.find_by_code(
            visit.session,
            typed,
            digest=visit.digest(Purpose.TRACKING_CODE),
            place=f"person:{visit.person.id}",
            now=visit.now,
        )
        return citizen_card(visit, case)

    if not typed.replace("-", "").isdigit():
        return carefully(visit, lambda: citizen_card(visit, _own(visit, typed)))
    return carefully(visit, found, undo=False)


def _own(visit: Visit, number: str) -> Case:
    return queries.own_case(visit.session, number, by=visit.citizen)


def answer(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Answer the officer's question."""
    return _from_citizen(visit, answers, correspondence.answer, "said.answered")


def add(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Add to a case."""
    return _from_citizen(visit, answers, correspondence.add, "said.added")


def reopen(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Say what is still not fixed, on a case that is open again already."""
    if not any(answers[name].value for name in ("text", "photos") if name in answers):
        return (offer(Message("menu.citizen"), CITIZEN_ENTRIES),)
    return _from_citizen(visit, answers, correspondence.tell_what_is_wrong, "said.added")


def _from_citizen(
    visit: Visit, answers: Answers, verb: Callable[..., None], done: str
) -> Sequence[Say]:
    def do() -> Sequence[Say]:
        case = _own(visit, case_number(answers))
        verb(
            visit.session,
            case,
            words_of(answers, "text"),
            attachments=files_of(answers),
            office=visit.office,
            by=visit.citizen,
            now=visit.now,
        )
        return (offer(Message(done, {"number": case.number}), CITIZEN_ENTRIES),)

    return carefully(visit, do)


def withdraw(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Take a complaint back."""

    def do() -> Sequence[Say]:
        case = _own(visit, case_number(answers))
        correspondence.withdraw(
            visit.session, case, office=visit.office, by=visit.citizen, now=visit.now
        )
        return (offer(Message("said.withdrawn", {"number": case.number}), CITIZEN_ENTRIES),)

    return carefully(visit, do)


def rate(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Give stars by typing or by a tap on the list."""

    def do() -> Sequence[Say]:
        case = _own(visit, case_number(answers))
        return rated(visit, case, int(str(value_of(answers, "stars"))))

    return carefully(visit, do)


def rate_comment(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Say why one rated it so; who passes the question over is thanked all the same."""
    words = words_of(answers, "text")

    def do() -> Sequence[Say]:
        case = _own(visit, case_number(answers))
        if words.text is not None:
            correspondence.explain_rating(
                visit.session, case, words, by=visit.citizen, now=visit.now
            )
        return (offer(Message("rating.heard"), CITIZEN_ENTRIES),)

    return carefully(visit, do)


def hello(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Go where the person chose, taking along what they had said already."""
    wish = str(value_of(answers, "entry"))
    if wish != "complaint":
        return enter(visit, wish)
    told = {name: answers[name] for name in ("what", "where", "photos") if name in answers}
    return drafts.start(visit, "complaint", answers=told, about=promise(visit))


def language(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Speak the chosen language from now on."""
    visit.person.lang = Lang(str(value_of(answers, "lang"))).value
    visit.mail.order(visit.person, Method.LINK_MENU, {"alias": rich_menu(visit)})
    return (offer(Message("menu.language_changed"), visit.entries),)


def link(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Link this LINE account to the member of staff the code was made for."""
    typed, digest = str(value_of(answers, "code")), visit.digest(Purpose.INVITE)

    def do() -> Sequence[Say]:
        before = staffing.linked_until_now(visit.session, typed, digest=digest)
        try:
            visit.staff = staffing.link(
                visit.session, typed, visit.person.id, digest=digest, now=visit.now
            )
        except NotFound:
            raise Invalid("said.not_linked") from None
        _take_menu_from(visit, before)
        visit.mail.order(visit.person, Method.LINK_MENU, {"alias": rich_menu(visit)})
        params: dict[str, Param] = {
            "name": visit.staff.name,
            "unit": visit.office.unit_name(visit.staff.unit),
        }
        return (offer(Message("said.linked", params), visit.entries),)

    return carefully(visit, do, undo=False)


def _take_menu_from(visit: Visit, before: uuid.UUID | None) -> None:
    """Whoever changes to another LINE account leaves no staff menu on the old one."""
    if before is not None and before != visit.person.id:
        person = visit.session.get_one(Person, (visit.office.slug, before))
        visit.mail.order(person, Method.UNLINK_MENU, {})


FINISH: dict[str, Finish] = {
    "complaint": complaint,
    "track": track,
    "answer": answer,
    "add": add,
    "reopen": reopen,
    "withdraw": withdraw,
    "rate": rate,
    "rate_comment": rate_comment,
    "hello": hello,
    "language": language,
    "link": link,
    "ask": officers.ask,
    "note": officers.note,
    "forward": officers.forward,
    "explain": officers.explain,
    "postpone": officers.postpone,
    "resolve": officers.resolve,
    "decline": officers.decline,
}
