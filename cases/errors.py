"""What can go wrong with a case, for the edges to put into words.

CaseError
├── NotFound            no such case for this person (the same answer as "not yours")
├── NotAllowed          this person may not do this to this case
├── IllegalTransition   this cannot be done to a case in this state
├── Invalid             what was given does not suffice; carries a catalogue key
└── TooManyTries        a code was tried too often; wait
"""


class CaseError(Exception):
    """Anything a verb refuses."""


class NotFound(CaseError):
    """No such case, or not yours: the answer is the same."""


class NotAllowed(CaseError):
    """The person may not do this to this case."""


class IllegalTransition(CaseError):
    """The case is not in a state in which this can be done."""


class Invalid(CaseError):
    """Something is missing; `key` names the catalogue text that says what."""

    def __init__(self, key: str) -> None:
        """Keep the key of the explanation."""
        super().__init__(key)
        self.key = key


class TooManyTries(CaseError):
    """A code was tried too often from the same place."""
