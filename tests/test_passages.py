"""A marked passage goes wherever its note goes, and copies for others show its kind instead."""

from hypothesis import given
from hypothesis import strategies as st

from btech_desktop.passages import KINDS, Passage, in_brackets, left_out, put_together, taken_apart, unmarked, words

NOTE = "Ana Silva asked Counsel; counsel said no."
MARKS = (Passage(0, 9, "name"), Passage(25, 16, "legal advice"))
texts = st.text(max_size=60)


def test_copies_show_the_kind_instead_of_the_words() -> None:
    """Each in brackets of its own; what is not marked stays."""
    note = put_together(NOTE, MARKS)
    assert in_brackets(note) == "[name] asked Counsel; [legal advice]"
    assert left_out(note) == (("name", "Ana Silva"), ("legal advice", "counsel said no."))
    assert words(note) == NOTE
    assert in_brackets(NOTE) == NOTE


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[Passage, ...]]:
    """A text and marks in order, none within another."""
    text = unmarked(draw(texts))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if b > a]
    return text, tuple(Passage(a, b - a, draw(st.sampled_from(KINDS))) for a, b in pairs)


@given(marked())
def test_taken_apart_and_put_together_is_the_same(note: tuple[str, tuple[Passage, ...]]) -> None:
    """Whatever the words are, emoji and line breaks among them."""
    assert taken_apart(put_together(*note)) == note


@given(marked())
def test_no_marked_word_is_in_a_copy(note: tuple[str, tuple[Passage, ...]]) -> None:
    """Each passage is gone, the rest is there in its order."""
    text, passages = note
    rest = [
        text[a:b]
        for a, b in zip([0, *(p.end for p in passages)], [*(p.start for p in passages), len(text)], strict=True)
    ]
    shown = in_brackets(put_together(text, passages))
    at = 0
    for piece in rest:
        at = shown.index(piece, at) + len(piece)
    assert len(shown) == sum(map(len, rest)) + sum(
        len(in_brackets(put_together("x", [Passage(0, 1, p.kind)]))) for p in passages
    )


@given(
    texts, st.lists(st.builds(Passage, st.integers(-3, 70), st.integers(-3, 70), st.sampled_from(KINDS)), max_size=5)
)
def test_marks_that_make_no_sense_are_left_out(text: str, passages: list[Passage]) -> None:
    """Outside the text, empty, or within one another: the words stay whatever the marks."""
    note = put_together(text, passages)
    assert words(note) == unmarked(text)
    assert taken_apart(note)[0] == unmarked(text)


@given(st.text(alphabet="ab \ufff9\ufffa\ufffb", max_size=30))
def test_a_broken_mark_hides_what_follows(text: str) -> None:
    """As from a file that was tampered with: rather too little than a name. The characters of marks never show.

    Where the beginning of a mark is lost, it hides what stands before it too.
    """
    shown = in_brackets(text)
    assert unmarked(shown) == shown
    assert unmarked(words(text)) == words(text)
    first = min((text.index(c) for c in "\ufff9\ufffa\ufffb" if c in text), default=None)
    if first is not None:
        assert shown == (text[:first] if text[first] == "\ufff9" else "") + "[left out]"
