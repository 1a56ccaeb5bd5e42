"""A complaint or grievance, from what it is about to one confirmation: nine taps at the least."""

from bot.dialogue.answers import attachment, phone, place, text
from bot.dialogue.flow import Flow, Step, always, choose
from bot.dialogue.inputs import Attached, Located, Said
from bot.dialogue.position import Values
from bot.dialogue.say import Choice, OpenCamera, OpenCameraRoll, ShareLocation
from texts.message import Message

MOST_PHOTOS = 5
# The legal time to solve or explain, in days; an office's own clock fills it in through `about`.
SOLVE_DAYS = 15

CAMERA = (
    Choice(Message("common.camera"), OpenCamera()),
    Choice(Message("common.camera_roll"), OpenCameraRoll()),
)
MAP = (Choice(Message("common.map"), ShareLocation()),)


def _of_service(values: Values) -> bool:
    return values.get("kind") == "S"


def _of_a_place(values: Values) -> bool:
    return values.get("kind") != "S"


def _for_another(values: Values) -> bool:
    return values.get("behalf") == "other"


COMPLAINT = Flow(
    "complaint",
    version=1,
    intro=(Message("complaint.intro", {"days": SOLVE_DAYS}),),
    steps=(
        Step("kind", options=choose("complaint.kind", "G", "S")),
        Step("category", options="category.{kind}"),
        Step("unit", options="unit", applies=_of_service),
        Step("what", read=text(at_least=5), early=(Said,), ask="ask_{kind}"),
        Step("where", read=place, early=(Located,), applies=_of_a_place, shortcuts=MAP),
        Step(
            "when",
            read=text(at_least=2, at_most=200),
            options=choose("complaint.when", "today", "yesterday", "week", "longer", "often"),
        ),
        Step(
            "photos",
            read=attachment,
            many=MOST_PHOTOS,
            optional=always,
            early=(Attached,),
            shortcuts=CAMERA,
        ),
        Step("behalf", options=choose("complaint.behalf", "self", "other")),
        Step(
            "relation",
            read=text(at_least=2, at_most=100),
            options=choose("complaint.relation", "family", "neighbour", "carer", "officer"),
            applies=_for_another,
        ),
        Step("contact", read=phone, options=choose("complaint.contact", "line"), sealed=True),
    ),
    confirm="complaint.confirm",
    heed=True,
)
