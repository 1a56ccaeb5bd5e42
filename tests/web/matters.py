"""Cases for the tests to look at: lodged, worked on and answered through the verbs themselves."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image
from sqlalchemy.orm import Session

from bot.media.fetching import sealed_where
from bot.service import Service
from cases.actors import Citizen, Officer
from cases.history import Words
from cases.intake import Complaint, lodge
from cases.staffing import engage
from cases.tracking import new_code
from config.office import Office
from integrity.vault import Purpose
from models.case import Attachment, AttachmentBytes, Case
from models.people import Person
from models.vocabulary import EntryKind, MediaKind, MediaState, Role


def drawn() -> bytes:
    """A small picture that browsers can show."""
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(out, "JPEG")
    return out.getvalue()


PICTURE = drawn()


@dataclass(frozen=True, slots=True)
class Matter:
    """A case of the tests: where it is, and the code its reporter was given."""

    office: Office
    case: uuid.UUID
    number: str
    code: str

    @contextmanager
    def at_the_desk(self, service: Service) -> Iterator[tuple[Session, Case, Officer]]:
        """An officer of the unit with the case in hand."""
        with service.database.writing(self.office.slug) as session:
            case = session.get_one(Case, (self.office.slug, self.case))
            officer = engage(session, "Wichai", role=Role.OFFICER, unit=case.unit)
            yield session, case, Officer.from_row(officer)


def a_matter(service: Service, what: str = "ไฟถนนดับทั้งซอย", *, office: str = "huaikhwang") -> Matter:
    """Somebody complains about street lights."""
    place = service.offices[office]
    with service.database.writing(office) as session:
        reporter = a_person(session, service, channel=office)
        code = new_code(lambda plain: service.vault.index(Purpose.TRACKING_CODE, plain, where=""))
        told = Complaint(category="light", description=Words(what))
        case = lodge(
            session,
            told,
            office=place,
            by=Citizen(reporter.id),
            code=code,
            now=service.clock(),
        )
        return Matter(place, case.id, case.number, code.plain)


def a_person(session: Session, service: Service, *, channel: str) -> Person:
    """Somebody on a channel."""
    person = Person(
        id=uuid.uuid4(),
        channel=channel,
        user_index=uuid.uuid4().hex,
        user_sealed=b"sealed",
        since=service.clock(),
    )
    session.add(person)
    session.flush()
    return person


def a_picture(
    service: Service,
    matter: Matter,
    *,
    shown_as: EntryKind = EntryKind.RESULT,
    state: MediaState = MediaState.STORED,
) -> str:
    """A picture on a case; gives the token of its address."""
    office = matter.office.slug
    file, token = uuid.uuid4(), uuid.uuid4().hex
    with service.database.writing(office) as session:
        sender = a_person(session, service, channel=office)
        row = Attachment(
            id=file,
            person_id=sender.id,
            channel=office,
            message_id=file.hex,
            case_id=matter.case,
            shown_as=shown_as,
            kind=MediaKind.IMAGE,
            state=state,
            token=token,
            media_type="image/jpeg",
            received_at=service.clock(),
            due_at=service.clock(),
        )
        session.add(row)
        session.flush()
        sealed = service.vault.seal(Purpose.ATTACHMENT, PICTURE, where=sealed_where(office, file))
        session.add(AttachmentBytes(attachment_id=file, sealed=sealed))
    return token
