"""What superiors do in the chat: see what is late, ask for it, read and sign the monthly brief."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.dialogue.menu import offer
from bot.dialogue.say import Say
from bot.render.views import BriefSheet
from cases import briefing, oversight
from cases.brief import Figures
from cases.briefing import Signed
from cases.deadlines import BANGKOK, local_date
from cases.errors import NotFound
from handlers.checks import TICKS
from handlers.verbs import carefully, require_officer
from handlers.visit import Visit
from models.watch import Brief
from texts.dates import month_name
from texts.message import Message, Param

Wish = Callable[[Visit, str], Sequence[Say]]


def overdue(visit: Visit) -> Sequence[Say]:
    """What is late in the units this person oversees (A37)."""
    return do_wish(visit, "overdue", "")


def brief(visit: Visit) -> Sequence[Say]:
    """The newest monthly brief."""
    return do_wish(visit, "brief", "")


def do_wish(visit: Visit, wish: str, about: str) -> Sequence[Say]:
    """Do what a button that is about no single case says, as the officer this person is now."""
    act = WISHES.get(wish, _unknown)
    return carefully(visit, lambda: act(visit, about))


def _unknown(visit: Visit, about: str) -> Sequence[Say]:
    raise NotFound


def _overdue(visit: Visit, unit: str) -> Sequence[Say]:
    view = oversight.overdue(
        visit.session,
        by=require_officer(visit),
        office=visit.office,
        today=visit.today,
        unit=unit or None,
    )
    return (offer(Message("staff.overdue", {"view": view}), visit.entries),)


def _remind_all(visit: Visit, _about: str) -> Sequence[Say]:
    count, done = oversight.remind_all(
        visit.session, by=require_officer(visit), office=visit.office, now=visit.now
    )
    key = {
        (True, False): "said.reminded_all",
        (True, True): "said.reminded_rest",
        (False, True): "said.reminded_none",
        (False, False): "said.nothing_overdue",
    }[bool(count), bool(done)]
    return (offer(Message(key, {"count": count, "done": done}), visit.entries),)


def _brief(visit: Visit, month: str) -> Sequence[Say]:
    row = briefing.find(visit.session, _month(month), by=require_officer(visit), today=visit.today)
    return (_sheet(visit, row),)


def _sign(visit: Visit, month: str) -> Sequence[Say]:
    officer, wanted = require_officer(visit), _month(month)
    if wanted is None:
        raise NotFound
    done = briefing.sign(visit.session, wanted, by=officer, now=visit.now)
    row = briefing.find(visit.session, wanted, by=officer, today=visit.today)
    signed = briefing.signature(visit.session, row)
    key = "brief.signed_now" if done else "brief.signed_before"
    params = {"month": month_name(wanted), **(_told(signed) if signed else {})}
    return (offer(Message(key, params), visit.entries),)


def _told(signed: Signed) -> dict[str, Param]:
    at = signed.at.astimezone(BANGKOK)
    return {"name": signed.by, "on": local_date(signed.at), "time": f"{at:%H:%M}"}


def _sheet(visit: Visit, row: Brief) -> Say:
    view = BriefSheet(
        office=visit.office.name,
        which=briefing.key_of(row.month),
        figures=Figures.from_json(row.figures),
        units={unit.code: unit.label for unit in visit.office.units},
        categories={category.code: category.name for category in visit.office.categories},
        signed=_signed(visit, row),
    )
    return Say(Message("staff.brief", {"view": view}))


def _signed(visit: Visit, row: Brief) -> Message | None:
    signed = briefing.signature(visit.session, row)
    return Message("brief.signed", _told(signed)) if signed else None


def _month(written: str) -> date | None:
    """The month a button names; None: the newest. Raises NotFound for what is no month."""
    if not written:
        return None
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise NotFound from None


WISHES: dict[str, Wish] = {
    "overdue": _overdue,
    "remind_all": _remind_all,
    "brief": _brief,
    "sign": _sign,
    **TICKS,
}
