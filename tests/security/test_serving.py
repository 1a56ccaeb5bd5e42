"""How files and forms are served: as nothing but what they are, and to everybody."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import pytest
from sqlalchemy import select

from cases.deadlines import local_date
from integrity import desk
from models.database import Database
from models.sealed import Disclosure
from tests.security.conftest import Figure
from tests.security.doors import build
from tests.security.reports import Desk
from tests.security.test_sealed_form import FOLLOW, HOME, QUESTION, Reporter
from tests.web.matters import a_matter, a_picture

SHOWN: Final = frozenset({"input", "select", "textarea"})
UNSEEN: Final = frozenset({"hidden", "submit"})


def test_pictures_are_served_as_pictures_and_as_nothing_else(
    opened: Database, figure: Figure
) -> None:
    """T54: fixed name, no sniffing, a sandbox; whatever the sender called the file."""
    building = build(opened)
    matter = a_matter(building.service)
    tokens = [a_picture(building.service, matter) for _ in range(5)]
    for token in tokens:
        assert re.fullmatch(r"[\w-]{20,}", token), "a random name, no word of the sender's"
        headers = building.browser().get(f"/media/{token}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert policy.endswith("sandbox")
        assert headers["Content-Disposition"] == 'inline; filename="picture"'
        assert headers["Content-Type"] == "image/jpeg"
    kind = opened.engine.dialect.name
    figure("T54", f"{len(tokens)} of {len(tokens)} pictures sandboxed and nosniff ({kind})")


@dataclass
class Form(HTMLParser):
    """The fields of a page, and by what a screen reader calls them."""

    page: str
    fields: list[tuple[str, bool]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    lang: str = ""
    scripts: int = 0
    _labelled: set[str] = field(default_factory=set)
    _inside: list[str] = field(default_factory=list)
    _without_own: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)
        self.fields += [(name, key in self._labelled) for name, key in self._without_own]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.lang = has.get("lang", "") if tag == "html" else self.lang
        self.scripts += tag == "script" or any(name.startswith("on") for name in has)
        if tag == "label":
            self._labelled.add(has.get("for", ""))
        if tag in {"label", "button"}:
            self._inside.append(tag)
        if tag == "button":
            self.buttons.append(has.get("aria-label", ""))
        if tag in SHOWN and has.get("type") not in UNSEEN:
            named = "label" in self._inside or "aria-label" in has or "aria-labelledby" in has
            if named:
                self.fields.append((has.get("name", ""), True))
            else:
                self._without_own.append((has.get("name", ""), has.get("id", "no id")))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"label", "button"}:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if "button" in self._inside:
            self.buttons[-1] += data.strip()


def test_the_reader_of_forms_finds_what_has_no_label() -> None:
    """A check that could not fail would prove nothing."""
    page = '<html lang="th"><label for="a">A</label><input id="a" name="a"><input id="b" name="b">'
    bare = Form(f'{page}<label>C <input name="c"></label><button></button><script></script>')
    assert sorted(bare.fields) == [("a", True), ("b", False), ("c", True)]
    assert (bare.buttons, bare.lang, bare.scripts) == ([""], "th", 1)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_report_is_possible_without_scripts_and_with_a_screen_reader(
    opened: Database, figure: Figure, lang: str
) -> None:
    """T109: every field is called by a label, every button by words; no page carries a script."""
    building = build(opened)
    service = building.service
    office = Desk(service.database, service.vault.keyring, today=local_date(service.clock()))
    officer = office.member(name="สมหญิง ใจดี")
    reporter = Reporter(building.browser())
    query = "" if lang == "th" else "?lang=en"
    pages = [building.browser().get(f"{HOME}{query}"), building.browser().get(f"{FOLLOW}{query}")]
    pages += [reporter.fills(lang=lang, step="edit"), reporter.fills(lang=lang)]
    pages.append(reporter.reports(lang=lang))
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    office.does(desk.screen, number, by=officer)
    office.does(desk.ask, number, QUESTION, by=officer)
    pages.append(reporter.comes_back())
    forms = [Form(page.text) for page in pages]
    fields = [each for form in forms for each in form.fields]
    buttons = [each for form in forms for each in form.buttons]
    assert [name for name, labelled in fields if not labelled] == []
    assert [form.scripts for form in forms] == [0] * len(forms)
    assert all(buttons)
    assert {form.lang for form in forms} <= {"th", "en"}
    assert reporter.code
    assert len(fields) > 20
    kind = opened.engine.dialect.name
    figure(
        "T109",
        f"web form ({lang}, {kind}): reported and followed on {len(pages)} pages, 0 scripts, "
        f"{len(fields)} of {len(fields)} fields and {len(buttons)} of {len(buttons)} buttons named",
    )
