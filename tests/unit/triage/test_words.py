"""Words are cut without losing a sign, by any number of threads that come first at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from triage.words import pieces, readable, warm, words

TEXT = "ฝาท่อหน้าบ้านหาย ช่วยมาดูที"


@given(st.text(max_size=80))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(readable(text))) == readable(text)


def test_links_and_signs_are_no_words() -> None:
    assert words(readable("ท่อตัน!! https://maps.example/x?y=1 👍")) == ["ท่อ", "ตัน"]


def test_many_threads_get_the_same_words() -> None:
    warm()
    with ThreadPoolExecutor(8) as pool:
        assert len({tuple(found) for found in pool.map(words, [TEXT] * 64)}) == 1


def test_nothing_is_loaded_before_it_is_needed() -> None:
    """A chat that only looks for emergencies and corruption never waits for the dictionary."""
    program = (
        "import sys, triage.suggest, triage.emergency, triage.corruption as c;"
        "c.suspects('\u0e40\u0e17\u0e28\u0e01\u0e34\u0e08' * 9);"
        "print('pythainlp' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
