"""Two offices in one deployment, one of them with a single account for citizens and staff."""

import pytest

from models.case import Case
from models.vocabulary import Role
from simulator.person import Person
from tests.e2e.stories import code_on, complains, number_on, takes
from tests.e2e.world import OFFICE, SHARED, STAFF, World, hears, talks

pytestmark = pytest.mark.e2e


def links(world: World, name: str, unit: str, role: Role = Role.OFFICER) -> Person:
    """Somebody who becomes an officer on the account that citizens use as well."""
    person = world.line.person(name, SHARED)
    code = world.invite(name, role, unit, office=SHARED)
    talks(
        person,
        (lambda: person.says("ลงทะเบียนเจ้าหน้าที่"), "รหัสเชื่อมบัญชี"),
        (lambda: person.says(code), "เชื่อมบัญชีแล้ว"),
    )
    return person


def test_one_account_serves_a_citizen_and_an_officer(two_offices: World) -> None:
    """A20: each gets what is for them, from complaint to officer and back."""
    wichai = links(two_offices, "wichai", "CIV")
    malee = two_offices.citizen("malee", SHARED)
    receipt = complains(malee)
    assert number_on(receipt).startswith("SLG-")
    assert number_on(receipt) in two_offices.tracking_page(code_on(receipt))
    takes(wichai)
    hears(malee, "เจ้าหน้าที่รับเรื่องแล้ว")
    malee.presses(f"1|verb|open|{number_on(receipt)}|")
    hears(malee, "ไม่พบเรื่อง")


def test_an_officer_may_be_a_citizen_too(two_offices: World) -> None:
    """A20: on the same account; their own complaint and their work stay apart."""
    wichai, nok = links(two_offices, "wichai", "CLN"), links(two_offices, "nok", "CIV")
    number = number_on(complains(wichai))
    takes(nok)
    hears(wichai, "เจ้าหน้าที่รับเรื่องแล้ว")
    talks(
        wichai,
        (lambda: wichai.says("งานของฉัน"), "ไม่มีเรื่องค้าง"),
        (lambda: wichai.says("ติดตาม"), number),
        (lambda: wichai.says(number), "ถอนเรื่อง"),
    )
    wichai.presses(f"1|verb|open|{number}|")
    hears(wichai, "ไม่พบเรื่อง")


def test_offices_do_not_see_each_others_cases(two_offices: World) -> None:
    """A20 T21: neither numbers, nor lists, nor cases by number, for citizens as for officers."""
    here = two_offices.officer("suda", Role.CENTRE, "ADM")
    there = links(two_offices, "suda", "ADM", Role.CENTRE)
    somchai = two_offices.citizen("somchai")
    ours = number_on(complains(somchai))
    theirs = number_on(complains(two_offices.citizen("somchai", SHARED)))
    assert (ours[:4], theirs[:4], ours[-6:], theirs[-6:]) == ("HKW-", "SLG-", "-00001", "-00001")
    for officer, own, foreign in ((here, ours, theirs), (there, theirs, ours)):
        officer.says("งานของฝ่าย")
        assert foreign not in hears(officer, own).text
        officer.presses(f"1|verb|open|{foreign}|")
        hears(officer, "ไม่พบเรื่อง")
        officer.presses(f"1|verb|open|{own}|")
        hears(officer, "เรื่องที่แจ้ง")
    somchai.says("เรื่องของฉัน")
    assert theirs not in hears(somchai, ours).text
    talks(
        somchai,
        (lambda: somchai.says("ติดตาม"), "กรุณาพิมพ์รหัสติดตาม"),
        (lambda: somchai.says(theirs), "ไม่พบเรื่อง"),
    )
    assert len(two_offices.rows(Case, OFFICE)) == len(two_offices.rows(Case, SHARED)) == 1


def test_a_linking_code_of_one_office_opens_no_other(two_offices: World) -> None:
    """T99: it is known by the office it was made in alone."""
    code = two_offices.invite("wichai", Role.OFFICER, "CIV", office=SHARED)
    wichai = two_offices.line.person("wichai", STAFF)
    talks(wichai, (lambda: wichai.says(code), "รหัสเชื่อมบัญชีนี้ใช้ไม่ได้"))
