"""What the head of a unit was handed to establish facts from: a page that is every head's."""

from flask import render_template

from integrity.handing import read_handed
from models.vocabulary import Role
from web.console.access import open_to
from web.console.integrity.place import blueprint, names, own_hand
from web.site import site


@blueprint.get("/handed")
@open_to(Role.HEAD)
def handed() -> str:
    """The summaries addressed to this head by name; that they were read is written down."""
    hand = own_hand()
    with site().service.database.writing(hand.custody.office.slug) as session:
        found = read_handed(session, by=hand.by, custody=hand.custody)
        known = names(session, hand.custody.office)
    return render_template("console/integrity/handed.html", handed=found, known=known)
