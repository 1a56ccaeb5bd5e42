"""Texts as people and machines send them: Thai, emoji, stacks of marks, halves of characters."""

from hypothesis import strategies as st

THAI = st.sampled_from([*"กขคงดตนบปมยรลวสหอ", *"ะาิีึืุูเแโใไำๆฯ", *"่้๊๋์ํ", "น้ำ", "ที่", "เรื่อง "])
ODD = st.sampled_from(
    [
        "👨‍👩‍👧‍👦",
        "🇹🇭",
        "👍🏽",
        "\ud83d",
        "\udc4d",
        "\0",
        "\n",
        "\t",
        " ",
        "\u200b",
        "\u200d",
        "\u0301",
        "e\u0301",
    ]
)
LETTERS = THAI | ODD | st.characters()


@st.composite
def texts(draw: st.DrawFn, most: int = 8_000) -> str:
    """A short text as it is, or one repeated up to about so many code points."""
    text = "".join(draw(st.lists(LETTERS, max_size=12)))
    times = draw(st.sampled_from([1, 1, 1, 30, most]))
    return text if times == 1 else (text * times)[: draw(st.integers(0, most))]
