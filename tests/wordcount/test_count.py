import random
import subprocess
import sys

import pytest
from sentences import SENTENCES

from wordcount import count_page, count_text
from wordcount.errors import PageError

PAGE = """<!doctype html><html lang="en"><title>Two &amp; two</title>
<p>The cat and the <b>d</b>og, don’t they? The CAT!</p><script>var x</script>"""


def test_a_page_is_counted():
    count = count_page(PAGE.encode(), "text/html; charset=utf-8")

    assert (count.title, count.language) == ("Two & two", "en")
    assert count.text == "The cat and the dog, don’t they? The CAT!"
    assert list(count.result_all.items())[:3] == [("the", 3), ("cat", 2), ("and", 1)]
    assert count.result_no_stop_words == {"cat": 2, "dog": 1}
    assert (count.total, count.distinct) == (9, 6)


def test_words_of_the_same_frequency_are_sorted_alphabetically():
    assert list(count_text("b c a b", "en").result_all) == ["b", "a", "c"]


def test_words_that_are_not_sorted_are_the_same():
    page = b"<html lang=en><p>beta alpha and gamma beta and and delta"

    count = count_page(page, sort_words=False)

    assert count == count_page(page)


@pytest.mark.parametrize(
    ("count", "language"),
    [
        pytest.param(count_page(PAGE.encode(), "text/html"), ("en", "declared"), id="declared"),
        pytest.param(count_text("to be", "en-gb"), ("en-GB", "given"), id="given"),
        pytest.param(count_text("The cat and the dog"), ("en", "detected"), id="detected"),
        pytest.param(count_text("123"), ("und", "unknown"), id="unknown"),
    ],
)
def test_a_count_states_the_source_of_its_language(count, language):
    assert (count.language, count.language_source) == language


@pytest.mark.parametrize("language", ["Korean", "e", "en us", "한국어", "und"])
def test_what_is_no_language_tag_leaves_the_language_to_be_detected(language):
    count = count_text("The cat and the dog", language)

    assert (count.language, count.language_source) == ("en", "detected")


def test_a_given_language_is_never_overridden():
    assert count_text("ISI ısı", "tr").result_all == {"ısı": 2}


def test_a_detected_language_has_its_own_lowercase():
    text = " ".join(sentence for sentence, _ in SENTENCES["tr"]) * 3 + " IŞIK"

    for count in count_text(text), count_page(f"<html lang=en>{text}".encode()):
        assert (count.language, count.language_source) == ("tr", "detected")
        assert count.result_all["ışık"] == 1


def test_a_language_without_a_list_keeps_all_words():
    count = count_text("the cat", "tlh")

    assert count.result_no_stop_words == count.result_all


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("<title>{}</title><p>x", "text/html"),
        ("<a><title>{}</title></a>", "application/xml"),
        ("<svg><title>{}</title></svg><title>{}</title>", "text/html"),
    ],
    ids=["HTML", "XML", "after a drawing's"],
)
def test_a_title_has_at_most_1000_characters(page, content_type):
    count = count_page(page.format("ab " * 3000, "ab " * 3000).encode(), content_type)

    assert count.title == ("ab " * 334)[:1000].rstrip()


def test_text_and_title_can_be_stored():
    count = count_page(b"<title>a&#xD800;</title>\0b &#0;", "text/html")

    assert "\0" not in f"{count.title}{count.text}"
    f"{count.title}{count.text}".encode()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        pytest.param("<title>{}</title><p>x", "text/html; charset=utf-8", id="HTML"),
        pytest.param("<a><title>{}</title></a>", "text/xml; charset=utf-8", id="XML"),
    ],
)
@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param("a\t\r\n \f\x1f\x85b", "a b", id="white space"),
        pytest.param(
            "a\x01\x08\x1bb\x7f\x80\x9fc", "a\ufffd\ufffd\ufffdb\ufffd\ufffd\ufffdc", id="others"
        ),
        pytest.param("\x1b", "\ufffd", id="nothing else"),
        pytest.param("\x1f", None, id="nothing but white space"),
    ],
)
def test_a_title_is_one_line_without_control_characters(written, title, head, kind):
    assert count_page(head.format(written).encode(), kind).title == title


def test_two_joined_texts_count_as_their_sum():
    one, two = "Don’t split 日本語。", "It’s 3.14, don't!"

    both = count_text(f"{one}\n\n{two}", "en")

    assert both.total == count_text(one, "en").total + count_text(two, "en").total


@pytest.mark.parametrize("content_type", [None, "text/html", "text/xml", "text/plain", "x;charset"])
def test_count_page_raises_only_page_errors(content_type):
    generator = random.Random(7)
    parts = [b"<", b">", b"</", b"<!--", b"<![CDATA[", b"&#xD800;", b"\xff", b"\0", b"a ", b"<p "]
    for _ in range(300):
        body = b"".join(generator.choices(parts, k=30)) + generator.randbytes(20)
        try:
            count = count_page(body, content_type)
        except PageError:
            continue
        assert count.total == sum(count.result_all.values())


def test_importing_wordcount_loads_no_heavy_modules():
    heavy = ("urllib3", "icu4py", "chardet", "flask")
    code = f"import wordcount, sys; print([m for m in {heavy} if m in sys.modules])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert printed.stdout.strip() == "[]"


# The peak memory of this process; getrusage() may include that of the process it was forked from.
MEASURED = """
import sys
from wordcount import count_page
print(count_page(sys.stdin.buffer.read(), "text/html").total)
print(*(line for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux reports peak memory")
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<p a b c d e f g h i>x" * 450_000, id="attributes"),
        pytest.param("x<br>" * 690_000, id="breaks"),
        pytest.param("<p style='display:inline'>x " * 370_000, id="styles"),
        pytest.param("".join(f"<p>word{i:07}" for i in range(690_000)), id="words in paragraphs"),
        # With one such character, each character of the text takes four bytes.
        pytest.param("😀" + "".join(f"<p>wort{i:06}" for i in range(690_000)), id="an emoji"),
        pytest.param("😀 " + "ab " * 3_300_000, id="short words"),
        pytest.param(" ".join(f"{i:07x}" for i in range(1_200_000)), id="words"),
        pytest.param("1,1 " * 2_500_000, id="commas"),
    ],
)
def test_a_page_of_10_mb_takes_less_than_300_mb(page):
    counting = [sys.executable, "-c", MEASURED]
    done = subprocess.run(counting, input=page, capture_output=True, check=True, encoding="utf-8")

    total, _, kilobytes, _ = done.stdout.split()
    assert int(total) >= 370_000
    assert int(kilobytes) < 300_000
