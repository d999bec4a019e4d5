import pytest

from wordcount.analysis.variety import growth, mattr
from wordcount.words.tokens import tokenize

# Abraham Lincoln, the Gettysburg Address (1863), in the public domain.
GETTYSBURG = """\
Four score and seven years ago our fathers brought forth on this continent, a new nation, \
conceived in Liberty, and dedicated to the proposition that all men are created equal.
Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived \
and so dedicated, can long endure. We are met on a great battle-field of that war. We have come \
to dedicate a portion of that field, as a final resting place for those who here gave their \
lives that that nation might live. It is altogether fitting and proper that we should do this.
But, in a larger sense, we can not dedicate -- we can not consecrate -- we can not hallow -- this \
ground. The brave men, living and dead, who struggled here, have consecrated it, far above our \
poor power to add or detract. The world will little note, nor long remember what we say here, \
but it can never forget what they did here. It is for us the living, rather, to be dedicated \
here to the unfinished work which they who fought here have thus far so nobly advanced. It is \
rather for us to be here dedicated to the great task remaining before us -- that from these \
honored dead we take increased devotion to that cause for which they gave the last full measure \
of devotion -- that we here highly resolve that these dead shall not have died in vain -- that \
this nation, under God, shall have a new birth of freedom -- and that government of the people, \
by the people, for the people, shall not perish from the earth."""


@pytest.mark.parametrize(("window", "expected"), [(50, 0.7664573991), (100, 0.6613872832)])
def test_mattr_matches_published_implementations(window, expected):
    """The expected values were computed with lexicalrichness 0.5.1 and lexical_diversity 0.1.1."""
    words = tokenize(GETTYSBURG, "en").keys

    assert len(words) == 272
    assert mattr(words, window) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("abcd", 1.0), ("aaaa", 0.5), ("aabb", 2 / 3), ("ab", 1.0), ("a", None), ("", None)],
    ids=["all different", "all equal", "in between", "one window", "too short", "nothing"],
)
def test_mattr_matches_manual_calculation(words, expected):
    assert mattr(words, window=2) == (expected and pytest.approx(expected))


def test_mattr_does_not_depend_on_text_length():
    words = tokenize(GETTYSBURG, "en").keys

    assert mattr(words * 20) == pytest.approx(mattr(words * 10), abs=0.003)


def test_growth_returns_the_number_of_distinct_words():
    assert growth("a b a c a b".split(), points=3) == [(2, 2), (4, 3), (6, 3)]
    assert growth(["a", "b"], points=100) == [(1, 1), (2, 2)]
    assert growth([]) == []
