"""The ways in: what each tile of the menu, or the word that means the same, leads to."""

from collections.abc import Callable, Sequence

from bot.dialogue.commands import Command
from bot.dialogue.menu import CITIZEN_ENTRIES, offer
from bot.dialogue.say import Say
from bot.render.views import CaseList
from cases import lists, staffing
from cases.views import CaseLine
from handlers import drafts, oversight
from handlers.integrity import door
from handlers.visit import Visit
from models.vocabulary import Method
from texts.message import Lang, Message, Param

Entry = Callable[[Visit], Sequence[Say]]


def menu(visit: Visit) -> Sequence[Say]:
    """What this person can do here."""
    if visit.staff is not None:
        return (offer(Message("menu.staff"), _with_sealed(visit, visit.entries)),)
    if not visit.serves_citizens:
        return drafts.start(visit, "link")
    return (offer(Message("menu.citizen"), _with_sealed(visit, CITIZEN_ENTRIES)),)


def _with_sealed(visit: Visit, entries: tuple[Command, ...]) -> tuple[Command, ...]:
    """The sealed way in comes second, where it is open."""
    return (entries[0], Command.INTEGRITY, *entries[1:]) if door.is_open(visit) else entries


def rich_menu(visit: Visit) -> str:
    """The alias of the menu under this person's chat (bot.render.richmenu)."""
    whose = "staff" if visit.staff is not None else "citizen"
    return whose if visit.lang is Lang.TH else f"{whose}-{visit.lang}"


def complaint(visit: Visit) -> Sequence[Say]:
    """A complaint: the one that was begun, or a new one."""
    if not visit.serves_citizens:
        return menu(visit)
    draft = drafts.find(visit)
    if draft is not None and draft.flow.name == "complaint" and draft.at.answers:
        return drafts.resume(visit, draft)
    return drafts.start(visit, "complaint", about=promise(visit))


def promise(visit: Visit) -> dict[str, Param]:
    """What the introduction promises in the name of the office (A05)."""
    return {"days": visit.office.clocks.solve_days, "office": visit.office.name}


def track(visit: Visit) -> Sequence[Say]:
    """Following a case: one's own by a tap, any other by its code."""
    if not visit.serves_citizens:
        return menu(visit)
    return (*_own_cases(visit), *drafts.start(visit, "track"))


def my_cases(visit: Visit) -> Sequence[Say]:
    """An officer's work, or a citizen's cases."""
    officer = visit.officer
    if officer is not None:
        lines = lists.work_of(visit.session, officer, office=visit.office, today=visit.today)
        return _staff_list(visit, lines, "said.list_mine")
    if not visit.serves_citizens:
        return menu(visit)
    return _own_cases(visit) or (offer(Message("said.no_cases"), CITIZEN_ENTRIES),)


def unit_cases(visit: Visit) -> Sequence[Say]:
    """What is open in the officer's unit; for the centre and the director, in the office."""
    officer = visit.officer
    if officer is None:
        return menu(visit)
    lines = lists.work_of_unit(visit.session, officer, office=visit.office, today=visit.today)
    return _staff_list(visit, lines, "said.list_unit")


def overdue(visit: Visit) -> Sequence[Say]:
    """What is late in the units a superior oversees."""
    return oversight.overdue(visit) if visit.officer is not None else menu(visit)


def brief(visit: Visit) -> Sequence[Say]:
    """The newest monthly brief, for the director."""
    return oversight.brief(visit) if visit.officer is not None else menu(visit)


def _own_cases(visit: Visit) -> tuple[Say, ...]:
    lines = lists.cases_of(visit.session, visit.person.id, office=visit.office, today=visit.today)
    view = CaseList(lines, total=len(lines))
    return (Say(Message("citizen.cases", {"view": view})),) if lines else ()


def _staff_list(visit: Visit, lines: Sequence[CaseLine], title: str) -> Sequence[Say]:
    if not lines:
        return (offer(Message("said.no_work"), visit.entries),)
    view = CaseList(tuple(lines), total=len(lines), title=Message(title))
    return (offer(Message("staff.cases", {"view": view}), visit.entries),)


def help_(visit: Visit) -> Sequence[Say]:
    """How this works and how to reach a human."""
    contact = visit.office.contact
    params: dict[str, Param] = {
        "name": visit.office.name,
        "address": contact.address,
        "phone": contact.phone,
        "hotline": contact.hotline,
        "email": contact.email,
        "map": contact.map_url,
        "website": contact.website,
    }
    return (Say(Message("help.contact", params)), *menu(visit))


def language(visit: Visit) -> Sequence[Say]:
    """Thai or English."""
    return drafts.start(visit, "language")


def link(visit: Visit) -> Sequence[Say]:
    """Linking an officer's LINE account, where this channel is for staff."""
    if not visit.serves_staff:
        return menu(visit)
    return drafts.start(visit, "link")


def unlink(visit: Visit) -> Sequence[Say]:
    """Cutting the link again, at any time and without asking anybody."""
    if visit.staff is None:
        return menu(visit)
    staffing.unlink(visit.session, visit.staff)
    visit.mail.order(visit.person, Method.UNLINK_MENU, {})
    visit.staff = None
    return (Say(Message("said.unlinked")),)


def restart(visit: Visit) -> Sequence[Say]:
    """Beginning the present conversation anew, about the same case."""
    draft = drafts.find(visit)
    if draft is None:
        return menu(visit)
    about_case = {k: v for k, v in draft.at.answers.items() if k == "case"}
    return drafts.start(visit, draft.flow.name, answers=about_case, about=promise(visit))


ENTRIES: dict[str, Entry] = {
    Command.MENU: menu,
    Command.CANCEL: menu,
    Command.BACK: menu,
    Command.RESUME: menu,
    Command.RESTART: restart,
    Command.HELP: help_,
    Command.LANGUAGE: language,
    Command.COMPLAINT: complaint,
    Command.INTEGRITY: door.enter,
    Command.TRACK: track,
    Command.MY_CASES: my_cases,
    Command.UNIT_CASES: unit_cases,
    Command.OVERDUE: overdue,
    Command.BRIEF: brief,
    Command.LINK: link,
    Command.UNLINK: unlink,
}


def enter(visit: Visit, wish: str) -> Sequence[Say]:
    """Go where somebody wishes to go; a wish of an older release leads to the menu."""
    return ENTRIES.get(wish, menu)(visit)
