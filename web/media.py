"""Shows a picture of a case to whoever has its unguessable address, for as long as it is kept."""

from flask import Blueprint, Response, abort
from sqlalchemy import select

from bot.media.fetching import sealed_where
from integrity.vault import Purpose
from models.case import Attachment, AttachmentBytes
from models.scope import EVERY_OFFICE
from models.vocabulary import MediaState
from web.site import site

blueprint = Blueprint("media", __name__)

HEADERS = {
    "Cache-Control": "private, max-age=300",  # short: what is unsent must vanish
    "Content-Disposition": 'inline; filename="picture"',
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",  # LINE on a PC shows cards as a web page
    "X-Robots-Tag": "noindex, noarchive",
}


@blueprint.get("/media/<token>")
def picture(token: str) -> Response:
    """One stored picture. 404 if there is none, and just the same if it was erased (A22)."""
    here = site().service
    wanted = (
        select(Attachment.office_id, Attachment.id, Attachment.media_type, AttachmentBytes.sealed)
        .join(
            AttachmentBytes,
            (AttachmentBytes.office_id == Attachment.office_id)
            & (AttachmentBytes.attachment_id == Attachment.id),
        )
        .where(Attachment.token == token, Attachment.state == MediaState.STORED)
    )
    with here.database.reading(EVERY_OFFICE) as session:
        row = session.execute(wanted).first()
    if row is None:
        abort(404)
    place = sealed_where(row.office_id, row.id)
    content = here.vault.open(Purpose.ATTACHMENT, row.sealed, where=place)
    return Response(content, headers=HEADERS, mimetype=row.media_type)
