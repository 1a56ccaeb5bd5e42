"""Fetching what people sent: at once, again when LINE says later, never when it was taken back."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.line.errors import Gone, LineError, NotReady, Refused, TooLarge, TryAgain
from bot.line.gateway import Content
from bot.media.fetching import GIVE_UP, due, fetch, sealed_where
from bot.service import Service
from cases.correspondence import unsend
from integrity.vault import Purpose
from models.case import Attachment, AttachmentBytes
from models.database import Database
from models.scope import EVERY_OFFICE
from models.vocabulary import EntryKind, MediaKind, MediaState
from tests.factories import NOW, SLUG, VAULT, Clock, a_person, a_service
from tests.fakes import FakeLine
from tests.media.test_cleaning import MARKERS, talkative

PHOTO = Content(talkative("JPEG"), "image/jpeg")


class World:
    """A service, its LINE, its clock, and one photo that somebody sent."""

    def __init__(self, opened: Database, *, line: FakeLine | None = None) -> None:
        self.line, self.clock = line or FakeLine(), Clock()
        self.service: Service = a_service(opened, self.clock, line=self.line)
        with opened.writing(SLUG) as session:
            photo = Attachment(
                id=uuid.uuid4(),
                person_id=a_person(session).id,
                channel=SLUG,
                message_id="photo-1",
                shown_as=EntryKind.DESCRIPTION,
                kind=MediaKind.IMAGE,
                state=MediaState.WANTED,
                token=uuid.uuid4().hex,
                received_at=NOW,
                due_at=NOW,
            )
            session.add(photo)
        self.file = photo.id

    def says(self, answer: Content | LineError) -> None:
        self.line.files["photo-1"] = answer

    def fetch(self) -> Attachment:
        fetch(self.service, SLUG, self.file)
        return self.photo()

    def sweep(self) -> list[uuid.UUID]:
        """What a process that looks after interrupted work does."""
        found = [file for _, file in due(self.service)]
        for file in found:
            fetch(self.service, SLUG, file)
        return found

    def photo(self) -> Attachment:
        with self.service.database.reading(SLUG) as session:
            return session.scalars(select(Attachment)).one()

    def kept(self) -> bytes | None:
        with self.service.database.reading(EVERY_OFFICE) as session:
            return session.scalars(select(AttachmentBytes.sealed)).one_or_none()


@pytest.fixture
def world(opened: Database) -> World:
    return World(opened)


def test_a_photo_is_fetched_cleaned_and_sealed(world: World) -> None:
    """A07, A22."""
    world.says(PHOTO)
    photo = world.fetch()
    assert (photo.state, photo.media_type, photo.leased_until) == (
        MediaState.STORED,
        "image/jpeg",
        None,
    )
    sealed = world.kept()
    assert sealed is not None
    assert b"JFIF" not in sealed
    clean = VAULT.open(Purpose.ATTACHMENT, sealed, where=sealed_where(SLUG, world.file))
    assert len(clean) == photo.size
    assert clean.startswith(b"\xff\xd8")
    assert not any(marker in clean for marker in MARKERS)


def test_what_is_not_ready_is_asked_for_again(world: World) -> None:
    """LINE answers 202 while it prepares a file."""
    world.says(NotReady())
    assert world.fetch().state is MediaState.WANTED
    assert world.sweep() == [], "not before its time"
    world.clock.passes(seconds=3)
    world.says(PHOTO)
    assert world.sweep() == [world.file]
    assert world.photo().state is MediaState.STORED
    assert world.sweep() == [], "and not again"


def test_waiting_grows_longer_and_comes_to_an_end(world: World) -> None:
    world.says(TryAgain())
    waits, end = [], NOW + GIVE_UP + timedelta(hours=1)
    while world.photo().state is MediaState.WANTED and world.clock.now < end:
        photo = world.fetch()
        waits.append(photo.due_at - world.clock.now)
        world.clock.now = max(photo.due_at, world.clock.now + timedelta(seconds=1))
    assert world.photo().state is MediaState.GONE
    growing = waits[:-1]
    assert growing == sorted(growing)
    assert growing[:3] == [timedelta(seconds=s) for s in (3, 6, 12)]
    assert growing[-1] == timedelta(minutes=30)
    assert len(growing) < 80, "LINE is not asked all day"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Gone("status 410"), MediaState.GONE),
        (Gone("status 404"), MediaState.GONE),
        (Refused("status 400"), MediaState.GONE),
        (TooLarge("more"), MediaState.REFUSED),
        (Content(b"<svg/>", "image/svg+xml"), MediaState.REFUSED),
        (Content(b"", "image/jpeg"), MediaState.REFUSED),
    ],
    ids=lambda value: getattr(value, "type", type(value).__name__),
)
def test_what_cannot_be_had_or_used_is_written_down(
    world: World, answer: Content | LineError, state: MediaState
) -> None:
    """T51, T57."""
    world.says(answer)
    assert world.fetch().state is state
    assert world.kept() is None
    world.clock.passes(days=2)
    assert world.sweep() == [], "once is enough"


class TakenBack(FakeLine):
    """A LINE whose user takes the photo back while we are fetching it."""

    service: Service

    def content(self, message_id: str) -> Content:
        with self.service.database.writing(SLUG) as session:
            unsend(session, message_id, now=NOW)
        return PHOTO


def test_what_is_taken_back_meanwhile_is_dropped(opened: Database) -> None:
    """T108."""
    line = TakenBack()
    world = World(opened, line=line)
    line.service = world.service
    assert world.fetch().state is MediaState.ERASED
    assert world.kept() is None


def test_a_fetch_whose_process_died_is_taken_up_again(world: World) -> None:
    """T75: the lease runs out, and somebody else fetches it; until then nobody does."""
    world.says(PHOTO)
    with world.service.database.writing(SLUG) as session:
        photo = session.scalars(select(Attachment)).one()
        photo.leased_until, photo.attempts = NOW + timedelta(seconds=90), 1
    assert world.sweep() == []
    assert world.fetch().state is MediaState.WANTED, "somebody is at it"
    world.clock.passes(seconds=91)
    assert world.sweep() == [world.file]
    assert world.photo().state is MediaState.STORED


def test_what_was_erased_is_not_fetched(world: World) -> None:
    world.says(PHOTO)
    with world.service.database.writing(SLUG) as session:
        unsend(session, "photo-1", now=NOW)
    assert world.fetch().state is MediaState.ERASED
    assert world.kept() is None
