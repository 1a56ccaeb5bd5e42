"""What can go wrong when LINE is asked for something.

LineError
├── TryAgain          not now: LINE was not reached, was busy or failed
│   └── NotReady      LINE is still preparing the file
└── Refused           never, with this request
    ├── Gone          the person took the message back, or LINE has forgotten the file
    └── TooLarge      more than we are willing to hold in memory
"""


class LineError(Exception):
    """LINE did not give what was asked for; the words hold nothing personal."""


class TryAgain(LineError):
    """Worth asking again later."""


class NotReady(TryAgain):
    """The file is being prepared (LINE answers 202 for large videos)."""


class Refused(LineError):
    """A definite no."""


class Gone(Refused):
    """The file does not exist any more (LINE answers 404 or 410)."""


class TooLarge(Refused):
    """The file is larger than this service takes."""
