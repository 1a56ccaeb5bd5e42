"""A picture is shown to whoever has its address, as a picture and as nothing else."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from bot.service import Service
from models.case import Attachment, AttachmentBytes
from models.vocabulary import MediaState
from tests.web.matters import PICTURE, Matter, a_matter, a_picture


@pytest.fixture
def matter(service: Service) -> Matter:
    return a_matter(service)


def test_a_stored_picture_is_shown(client: FlaskClient, service: Service, matter: Matter) -> None:
    """A22: with headers that let it be nothing but a picture."""
    answer = client.get(f"/media/{a_picture(service, matter)}")
    assert answer.status_code == 200
    assert answer.data == PICTURE
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Content-Disposition"] == 'inline; filename="picture"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_picture_of_any_office_is_found(client: FlaskClient, service: Service) -> None:
    token = a_picture(service, a_matter(service, office="chatuchak"))
    assert client.get(f"/media/{token}").data == PICTURE


@pytest.mark.parametrize("state", sorted(set(MediaState) - {MediaState.STORED}))
def test_what_is_not_stored_is_as_if_it_had_never_been(
    client: FlaskClient, service: Service, matter: Matter, state: MediaState
) -> None:
    """A23: erased, refused and never sent cannot be told apart."""
    token = a_picture(service, matter, state=state)
    gone, never = client.get(f"/media/{token}"), client.get("/media/never")
    assert gone.status_code == never.status_code == 404
    assert gone.data == never.data
    assert sorted(gone.headers) == sorted(never.headers)


def test_an_erased_picture_is_gone_from_its_address(
    client: FlaskClient, service: Service, matter: Matter
) -> None:
    token = a_picture(service, matter)
    with service.database.writing(matter.office.slug) as session:
        session.execute(delete(AttachmentBytes))
        session.execute(update(Attachment).values(state=MediaState.ERASED))
    assert client.get(f"/media/{token}").status_code == 404


def test_bytes_moved_to_another_picture_are_not_shown(
    client: FlaskClient, service: Service, matter: Matter
) -> None:
    """Sealed for one row, they open at no other: 500, not somebody else's picture."""
    token, other = a_picture(service, matter), a_picture(service, matter)
    with service.database.writing(matter.office.slug) as session:
        sealed = {row.token: row for row in session.query(Attachment)}
        mine = session.get_one(AttachmentBytes, (matter.office.slug, sealed[token].id))
        theirs = session.get_one(AttachmentBytes, (matter.office.slug, sealed[other].id))
        mine.sealed = theirs.sealed
    assert client.get(f"/media/{token}").status_code == 500
