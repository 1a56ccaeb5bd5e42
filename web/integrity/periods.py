"""The periods that the sealed pages promise, where it is not known yet which office is meant (A44).

What is promised for several offices at once is what all of them keep.
"""

from collections.abc import Collection

from config.office import Office, SealedClocks


def promised(offices: Collection[Office]) -> SealedClocks:
    """By when the slowest of these offices does what it must."""
    clocks = [office.sealed_clocks for office in offices]
    return SealedClocks(
        preliminary_days=max(each.preliminary_days for each in clocks),
        facts_days=max(each.facts_days for each in clocks),
        feedback_months=max(each.feedback_months for each in clocks),
    )


def code_days(offices: Collection[Office]) -> int:
    """How many days after closing a code works at least."""
    return min(office.retention.code_days for office in offices)
