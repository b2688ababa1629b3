"""What differs between two long texts is told in full, and only what stayed is cut."""

import pytest

from office.comparing import what_differs

LONG = " ".join(f"từ{n}" for n in range(400))


def told(pieces, kind):
    return "".join(text for one, text in pieces if one == kind)


@pytest.mark.parametrize("place", [0, 1, 200, 399])
def test_one_word_of_a_long_text(place):
    words = LONG.split()
    new = " ".join([*words[:place], "khác", *words[place + 1 :]])
    pieces = what_differs(LONG, new)
    assert (told(pieces, "del"), told(pieces, "ins")) == (f"từ{place}", "khác")
    assert "…" in told(pieces, "")
    assert sum(len(text) for _kind, text in pieces) < 150


def test_an_end_that_goes_and_one_that_comes():
    longer = f"{LONG} {' '.join(f'mới{n}' for n in range(100))}"
    assert told(what_differs(LONG, longer), "ins").split() == longer.split()[400:]
    assert told(what_differs(longer, LONG), "del").split() == longer.split()[400:]


def test_two_changes_far_apart_are_both_told():
    new = LONG.replace("từ50 ", "A ").replace("từ350", "B")
    pieces = what_differs(LONG, new)
    assert told(pieces, "ins") == "AB"
    assert told(pieces, "").count("…") == 3


def test_another_text_is_told_whole_both_ways():
    old, new = "một " * 300, "hai " * 100
    assert told(what_differs(old, new), "del") == old
    assert told(what_differs(old, new), "ins") == new
    assert what_differs("", LONG) == [("ins", LONG)]
    assert what_differs("40%", "55%") == [("del", "40%"), ("", "\n"), ("ins", "55%")]


def test_far_more_words_than_are_compared_one_by_one():
    old = " ".join(str(n) for n in range(20_000))
    pieces = what_differs(old, old.replace(" 10000 ", " X "))
    assert (told(pieces, "del"), told(pieces, "ins")) == ("10000", "X")


def test_blanks_alone_are_a_difference():
    assert told(what_differs(LONG, LONG.replace("từ7 ", "từ7  ")), "ins").strip(" ") == ""
    assert "ins" in dict(what_differs(LONG, LONG.replace("từ7 ", "từ7  ")))
