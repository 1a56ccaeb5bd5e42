"""`saisaat office brief`: the monthly brief on paper, for a director who does not use LINE."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

import click

from cases import briefing
from cases.brief import AGES, Figures
from cases.deadlines import BANGKOK, local_date
from commands.desk import Desk, at_desk, office_option
from commands.speaking import Option, Stop, Verb, columns, spoken, words
from models.watch import Brief
from texts.catalogue import say
from texts.dates import gregorian, month_name
from texts.message import Message, Param

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FLOW: Final = ("brought", "received", "reopened", "finished", "carried")


@click.command("brief", cls=Verb)
@office_option
@click.option("--month", cls=Option, required=True)
def command(office: str | None, month: str) -> None:
    """Print the brief on a month as it was frozen."""
    wanted = _month(month)
    with at_desk(office) as desk:
        row = desk.session.get(Brief, (desk.office.slug, wanted))
        if row is None:
            raise Stop("brief.none")
        click.echo(_printed(desk, row))


def _month(written: str) -> date:
    """The month of either era. Stops if it is none."""
    found = _MONTH.fullmatch(written)
    if found is None:
        raise Stop("brief.no_month")
    return date(gregorian(int(found[1])), int(found[2]), 1)


def _printed(desk: Desk, row: Brief) -> str:
    made = Figures.from_json(row.figures)
    title = words(
        "brief.title",
        office=desk.office.name,
        month=month_name(row.month),
        on=local_date(row.made_at),
    )
    parts = (title, columns(_figures(made)), "\n".join(_quality(made)), *_lists(desk, made))
    return "\n\n".join((*parts, _signature(desk, row)))


def _told(name: str, **params: Param) -> str:
    return say(Message(f"card.brief.{name}", params), spoken())


def _figures(made: Figures) -> Iterator[tuple[str, str]]:
    for name in _FLOW:
        yield _told(name), str(getattr(made, name))
    edges = [(low + 1, high) for low, high in pairwise((-1, *AGES))]
    for (low, high), count in zip(edges, made.ages, strict=False):
        yield f"  {_told('age', low=low, high=high)}", str(count)
    yield f"  {_told('older', days=AGES[-1])}", str(made.ages[-1])


def _quality(made: Figures) -> Iterator[str]:
    mean, stars = made.mean_days, made.mean_stars
    yield _told("overdue_on", on=made.as_of) + ": " + _told("overdue", count=made.overdue)
    yield _told("unexplained", count=made.unexplained)
    yield (
        _told("nothing")
        if mean is None
        else (f"{_told('mean_days')}: {_told('days', mean=f'{mean:.1f}')}")
    )
    share = round(100 * made.content / made.rated) if made.rated else 0
    yield (
        _told("nobody_rated")
        if stars is None
        else _told("rated", mean=f"{stars:.1f}", share=share, count=made.rated)
    )
    climbed = (_told(f"climbed.{rung}", count=n) for rung, n in made.escalations.items())
    yield f"{_told('escalations')}: {' · '.join(climbed)}"
    yield _told("sealed")


def _lists(desk: Desk, made: Figures) -> Iterator[str]:
    names = {unit.code: unit.label.in_(spoken()) for unit in desk.office.units}
    if made.units:
        rows = [
            (
                names.get(u.unit, u.unit),
                _told(
                    "unit",
                    received=u.received,
                    finished=u.finished,
                    carried=u.carried,
                    overdue=u.overdue,
                ),
            )
            for u in made.units
        ]
        yield f"{_told('by_unit')}\n{columns(rows)}"
    if made.worst:
        late = [(c.number, names.get(c.unit, c.unit), str(c.days)) for c in made.worst]
        yield f"{_told('worst', count=len(made.worst))}\n{columns(late)}"


def _signature(desk: Desk, row: Brief) -> str:
    signed = briefing.signature(desk.session, row)
    if signed is None:
        return words("brief.unsigned")
    at = signed.at.astimezone(BANGKOK)
    params: dict[str, Param] = {"name": signed.by, "on": at.date(), "time": f"{at:%H:%M}"}
    return say(Message("brief.signed", params), spoken())
