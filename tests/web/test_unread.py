"""What LINE could not deliver stands on the tracking page, in words and with its day (A45)."""

from flask.testing import FlaskClient
from sqlalchemy import select

from bot.service import Service
from cases import work
from cases.history import Words
from models.post import Notice
from models.vocabulary import Audience, NoticeState
from tests.web.conftest import NOON
from tests.web.matters import Matter, a_matter
from tests.web.test_tracking import look

HEADING = "แจ้งแล้ว แต่อาจยังไม่ถึงท่าน"
DONE = "แจ้งความคืบหน้า\n\nเปลี่ยนหลอดแล้ว"


def told(service: Service, matter: Matter, state: NoticeState) -> None:
    """The officer tells of progress; the notice ends so."""
    with matter.at_the_desk(service) as (session, case, officer):
        office = matter.office
        work.accept(session, case, office=office, by=officer, now=NOON)
        work.note(
            session, case, Words("เปลี่ยนหลอดแล้ว"), office=office, by=officer, now=NOON, public=True
        )
        session.flush()
        for notice in session.scalars(select(Notice).where(Notice.case_id == case.id)):
            own = notice.message["key"] == "notice.progress"
            notice.state = state if own else NoticeState.SENT


def test_what_did_not_arrive_is_shown_with_its_words_and_its_day(
    client: FlaskClient, service: Service
) -> None:
    for state in (NoticeState.UNDELIVERED, NoticeState.UNSURE, NoticeState.NO_ADDRESS):
        matter = a_matter(service)
        told(service, matter, state)
        page = look(client, matter.code).text
        shown = page[page.index(HEADING) : page.index("</section>", page.index(HEADING))]
        assert DONE in shown
        assert "15 มกราคม 2569" in shown


def test_what_arrived_is_not(client: FlaskClient, service: Service) -> None:
    matter = a_matter(service)
    told(service, matter, NoticeState.SENT)
    assert HEADING not in look(client, matter.code).text


def test_what_staff_are_told_is_on_no_page_of_a_citizen(
    client: FlaskClient, service: Service
) -> None:
    matter = a_matter(service)
    with service.database.writing(matter.office.slug) as session:
        for notice in session.scalars(select(Notice).where(Notice.case_id == matter.case)):
            own = notice.audience is Audience.STAFF
            notice.state = NoticeState.UNDELIVERED if own else NoticeState.SENT
    assert HEADING not in look(client, matter.code).text
