"""Every conversation by its name, as buttons and kept drafts know it."""

from bot.dialogue.flow import Flow
from bot.dialogue.flows.citizen import (
    ADD,
    ANSWER,
    HELLO,
    LANGUAGE,
    RATE,
    RATE_COMMENT,
    REOPEN,
    TRACK,
    WITHDRAW,
)
from bot.dialogue.flows.complaint import COMPLAINT
from bot.dialogue.flows.disclosure import DISCLOSURE, FOLLOW, SUSPECTED
from bot.dialogue.flows.staff import (
    ASK,
    DECLINE,
    EXPLAIN,
    FORWARD,
    LINK,
    NOTE,
    POSTPONE,
    RESOLVE,
)

CITIZEN_FLOWS = (
    COMPLAINT,
    TRACK,
    ANSWER,
    ADD,
    REOPEN,
    WITHDRAW,
    RATE,
    RATE_COMMENT,
    HELLO,
    LANGUAGE,
)
# Where these stand is kept sealed, and never beside the others.
SEALED_FLOWS = (DISCLOSURE, FOLLOW, SUSPECTED)
STAFF_FLOWS = (LINK, ASK, NOTE, FORWARD, EXPLAIN, POSTPONE, RESOLVE, DECLINE)

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (*CITIZEN_FLOWS, *SEALED_FLOWS, *STAFF_FLOWS)}
