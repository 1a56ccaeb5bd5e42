"""Every word the tables use for a kind, a state or a result, and the groups they form."""

from enum import StrEnum


class Track(StrEnum):
    """What sort of matter a case is (requirements 3)."""

    GRIEVANCE = "G"
    SERVICE = "S"


class State(StrEnum):
    """Where a general case stands (design 4, requirements 4.1)."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting_for_citizen"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.WAITING})
FINISHED = frozenset(State) - OPEN


class PublicState(StrEnum):
    """The only two words the public sees (004:945-947)."""

    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


class Action(StrEnum):
    """What can be done to a case, in the words of a clerk."""

    LODGE = "lodge"
    ASSIGN = "assign"
    ACCEPT = "accept"
    ASK = "ask"
    ANSWER = "answer"
    ADD = "add"
    NOTE = "note"
    EXPLAIN = "explain"
    FORWARD = "forward"
    RESOLVE = "resolve"
    DECLINE = "decline"
    REFER = "refer"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    CLOSE = "close"
    VIEW = "view"
    REVEAL_CONTACT = "reveal_contact"
    UNSEND = "unsend"
    POSTPONE = "postpone"
    RATE = "rate"
    # What the clock does, or a superior in its place.
    REMIND = "remind"
    ESCALATE = "escalate"
    APOLOGISE = "apologise"
    UPDATE = "update"


class Role(StrEnum):
    """What a member of staff is in the office (requirements 2.2)."""

    OFFICER = "officer"
    HEAD = "head"
    CENTRE = "centre"
    WORKING_GROUP = "working_group"
    DIRECTOR = "director"
    PUBLIC_RELATIONS = "public_relations"
    INTEGRITY = "integrity"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Rung(StrEnum):
    """Whom a case that is late climbs to, in this order (design 4)."""

    HEAD = "head"
    WORKING_GROUP = "working_group"
    DIRECTOR = "director"


class ActorKind(StrEnum):
    """Who did it."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Origin(StrEnum):
    """How a matter became known to the office (004:1093)."""

    REPORTED = "reported"
    LEARNED = "learned"
    FOUND = "found"


class IntakeChannel(StrEnum):
    """The way a case came in."""

    LINE = "line"
    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    COUNTER = "counter"
    FACEBOOK = "facebook"
    BOX = "box"


class EntryKind(StrEnum):
    """What a piece of text on a case is."""

    DESCRIPTION = "description"
    PLACE = "place"
    WHEN = "when"
    BEHALF = "behalf"
    QUESTION = "question"
    ANSWER = "answer"
    ADDED = "added"
    PROGRESS = "progress"
    INTERNAL = "internal"
    REASON = "reason"
    DELAY = "delay"
    RESULT = "result"
    STILL_WRONG = "still_wrong"
    RATING = "rating"


class Audience(StrEnum):
    """Whom a notice is for."""

    CITIZEN = "citizen"
    STAFF = "staff"


class NoticeState(StrEnum):
    """What became of a notice (A45)."""

    WAITING = "waiting"
    SENT = "sent"
    UNSURE = "unsure"
    UNDELIVERED = "undelivered"
    NO_ADDRESS = "no_address"


class Method(StrEnum):
    """What is asked of LINE."""

    REPLY = "reply"
    PUSH = "push"
    LEAVE_GROUP = "leave_group"
    LEAVE_ROOM = "leave_room"
    LINK_MENU = "link_menu"
    UNLINK_MENU = "unlink_menu"


class Settled(StrEnum):
    """How a call to LINE ended; every outbox row ends in one of these."""

    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    NO_QUOTA = "no_quota"


class MediaState(StrEnum):
    """What became of a file a person sent."""

    WANTED = "wanted"
    STORED = "stored"
    REFUSED = "refused"
    GONE = "gone"
    ERASED = "erased"


class MediaKind(StrEnum):
    """What sort of file it is."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class DisclosureState(StrEnum):
    """Where a corruption report stands (design 4, requirements 4.2)."""

    RECEIVED = "received"
    SCREENING = "screening"
    WAITING = "waiting_for_reporter"
    FACT_FINDING = "fact_finding"
    CONCLUDED = "concluded"
    DISCIPLINE = "discipline"
    NOTIFIED = "notified"
    CLOSED = "closed"
    MONITORED = "monitored"
    REFERRED = "referred"
    NOT_ACCEPTED = "not_accepted"


class Finding(StrEnum):
    """What the fact-finding came to (requirements 4.2, C4)."""

    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    INSUFFICIENT = "insufficient_evidence"


class Mode(StrEnum):
    """How a report was made (design 3)."""

    NO_TRACE = "no_trace"
    LINKED = "linked"
    WEB = "web"


class KeyHolder(StrEnum):
    """Who can unwrap a report's key."""

    SERVER = "server"
    CODE = "code"
    OFFICER = "officer"


class SealedKind(StrEnum):
    """What a text on a report is."""

    ACCOUNT = "account"
    WHAT_MORE = "added"
    QUESTION = "question"
    ANSWER = "answer"
    INTERNAL = "internal"
    RESULT = "result"
    REASON = "reason"
    PROTECTION = "protection"
    STATEMENT = "statement_of_accused"
    PROGRESS = "progress"


class SealedBy(StrEnum):
    """Who said it."""

    REPORTER = "reporter"
    OFFICER = "officer"
    SYSTEM = "system"


class Entrance(StrEnum):
    """A way into the office that must be seen to work every day (002:375, 002:455, 002:465), and
    the staff's own, without which nobody hears of what came in.
    """

    COMPLAINTS = "complaints"
    CORRUPTION = "corruption"
    OPINIONS = "opinions"
    INQUIRIES = "inquiries"
    STAFF = "staff"


class Approval(StrEnum):
    """What became of something that needs a second person."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
