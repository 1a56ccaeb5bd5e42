"""A free plan lasts a month: what the law wants told is told, whatever else yields (A45, A99)."""

from bot.postage import Rank
from tests.delivery.month import live_through


def test_on_a_free_plan_every_legal_notice_of_120_cases_is_delivered(sqlite_database: str) -> None:
    """Good news yields first, work for staff last; what is not pushed is shown for nothing later,
    or stands on the tracking page. `-s` prints the month.
    """
    month = live_through(sqlite_database, limit=300)
    print(f"\n{month.table()}")
    legal, progress = month.ranks[Rank.LEGAL.name], month.ranks[Rank.PROGRESS.name]
    assert legal.owed > 200
    assert (legal.free + legal.pushed, legal.held_back) == (legal.owed, 0)
    assert progress.held_back > 0, "the plan is too small for everything: something had to yield"
    assert all(t.free + t.pushed + t.unseen == t.owed for t in month.ranks.values())
    assert max(month.pushes.values()) <= month.limit
    assert (month.refused_by_line, month.without_end) == (0, 0), "nothing in vain, nothing lost"
