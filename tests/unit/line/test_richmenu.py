"""Rich menus reach the wanted state from any state, and people linked to one keep one."""

import pytest

from bot.line.errors import Refused
from bot.line.richmenu import OURS, Deployed, Plan, deploy
from tests.fakes import FakeMenus

CITIZEN = Plan("citizen", {"chatBarText": "เมนู", "areas": []}, b"png 1")
STAFF = Plan("staff", {"chatBarText": "งาน", "areas": []}, b"png 2")
NEW_STAFF = Plan("staff", {"chatBarText": "งาน", "areas": []}, b"png 3")


class Account(FakeMenus):
    """An account that remembers for whom menus were linked anew."""

    def bring(self, *plans: Plan) -> Deployed:
        self.relinked: list[tuple[str, str]] = []
        return deploy(self, plans, default="citizen", relink=self._relink)

    def _relink(self, alias: str, menu: str) -> None:
        assert menu in self.images
        self.relinked.append((alias, menu))


def test_the_first_time_all_is_made() -> None:
    line = Account()
    deployed = line.bring(CITIZEN, STAFF)
    assert line.by_alias == deployed.menus
    assert line.shown == deployed.menus["citizen"]
    assert line.images == {
        deployed.menus["citizen"]: b"png 1",
        deployed.menus["staff"]: b"png 2",
    }
    assert line.relinked == []
    assert [step.split()[0] for step in deployed.done] == [
        "create", "create", "alias", "alias", "default",
    ]  # fmt: skip


def test_the_second_time_nothing_is_done() -> None:
    line = Account()
    first = line.bring(CITIZEN, STAFF)
    calls = line.calls
    assert line.bring(CITIZEN, STAFF) == Deployed(first.menus, ())
    assert line.calls == calls


def test_a_changed_menu_replaces_the_old_one_and_its_people_are_linked_before_it_goes() -> None:
    line = Account()
    old = line.bring(CITIZEN, STAFF).menus
    new = line.bring(CITIZEN, NEW_STAFF).menus
    assert new["citizen"] == old["citizen"]
    assert line.relinked == [("staff", new["staff"])]
    assert old["staff"] not in line.definitions
    assert line.by_alias["staff"] == new["staff"]


def test_menus_of_others_are_left_alone() -> None:
    line = Account()
    line.definitions["theirs"] = {"name": f"{OURS}x not ours"}
    line.bring(CITIZEN)
    assert "theirs" in line.definitions


@pytest.mark.parametrize("call", range(1, 12))
def test_after_a_failure_at_any_point_running_it_again_completes_it(call: int) -> None:
    line = Account()
    line.bring(CITIZEN, STAFF)
    line.fail_at = line.calls + call
    try:
        line.bring(CITIZEN, NEW_STAFF)
    except Refused:
        assert line.calls == line.fail_at
    line.fail_at = None
    menus = line.bring(CITIZEN, NEW_STAFF).menus
    assert set(line.definitions) == set(line.images) == set(menus.values())
    assert line.by_alias == menus
    assert line.shown == menus["citizen"]


def test_people_are_linked_anew_even_if_the_first_run_stopped_just_before() -> None:
    line = Account()
    line.bring(CITIZEN, STAFF)
    line.fail_at = line.calls + 4  # create, upload, alias, and then the old one's removal
    with pytest.raises(Refused):
        line.bring(CITIZEN, NEW_STAFF)
    line.fail_at = None
    menus = line.bring(CITIZEN, NEW_STAFF).menus
    assert line.relinked == [("staff", menus["staff"])]
