"""Where LINE reports what happened: proven, kept on disk, answered; handled only afterwards."""

import logging
import time

from flask import Blueprint, Response, abort, g, request

from bot.line.events import BadBody, Batch, parse
from bot.service import Line
from handlers.inbox import Arrival, arrivals
from web.guards import called_line
from web.site import site

blueprint = Blueprint("webhook", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/line/<channel>/webhook")
def receive(channel: str) -> Response:
    """Keep the events of a webhook; 200 means they are on disk (A: nothing lost).

    The guard has proven the signature. 400 if LINE signed what is not a webhook body, 503 if the
    events could not be kept: LINE then delivers them again.
    """
    here = site()
    line = here.service.lines[channel]
    batch = _read(line)
    g.events = len(batch.events)
    arrived = arrivals(line, batch.events, here.service.vault, now=here.service.clock())
    _count_old(channel, g.events - len(arrived))
    _keep(arrived)
    answer = Response(status=200)
    lanes = [arrival.lane for arrival in arrived]
    answer.call_on_close(lambda: here.dispatcher.wake(lanes))  # once LINE has its answer
    return answer


def _read(line: Line) -> Batch:
    try:
        batch = parse(request.get_data())
    except BadBody as why:
        log.warning("webhook_unreadable channel=%s kind=%s", line.channel.slug, why)
        abort(400)
    _compare(line, batch.destination)
    return batch


def _compare(line: Line, destination: str) -> None:
    """Say once when a channel's webhooks are suddenly meant for another account."""
    slug = line.channel.slug
    known = site().destinations.setdefault(slug, destination) if destination else destination
    if destination != known and site().destinations.setdefault(f"{slug} told", "") == "":
        site().destinations[f"{slug} told"] = destination
        log.warning("webhook_for_another_account channel=%s", slug)


def _count_old(channel: str, count: int) -> None:
    """Tell of events that were not kept because they are too old (T74)."""
    if count:
        log.warning("events_too_old channel=%s count=%d", channel, count)
        site().measures.too_old(channel, count)


def _keep(arrived: list[Arrival]) -> None:
    try:
        site().inbox.keep(arrived)
    except Exception as problem:  # noqa: BLE001 - whatever it is, LINE must deliver again
        log.error("webhook_not_kept kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
        abort(503)


@blueprint.after_request
def note(response: Response) -> Response:
    """Log and measure each webhook: which channel, how it ended, how long it took; nobody's id."""
    line = called_line()
    channel = line.channel.slug if line else "unknown"  # never what a stranger wrote in the address
    took, events = time.perf_counter() - g.started, g.get("events", 0)
    log.info(
        "webhook channel=%s status=%d events=%d ms=%d",
        channel,
        response.status_code,
        events,
        round(took * 1000),
    )
    site().measures.webhook(channel, response.status_code, events=events, seconds=took)
    return response
