"""Long words beside odd characters take time in proportion to their length."""

import subprocess
import sys

import pytest

from settings import ROOT

SECONDS = 20  # of a core for all texts of one test; linear code needs less than three

# Each program counts long runs beside fifty odd characters, and beside none.
PRELUDE = f"""
import resource
from wordcount import count_page, count_text

resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS + 1}))
ODD = "ก³²¹½ªº€™©®°·’‘“”…–—′″¡¿×÷§¶†•ʼʻ״ـ\\u0301\\u200d\\u200b\\ufe0f日かカ가É_.,:;'\\"/&<>-1😀"
"""

PROGRAMS = {
    "a text": "for c in ODD: count_text('a' * 100_000 + c)",
    "short words of a text": "for c in ODD: count_text('wissenschaftskommunikation' * 2 + c)",
    "both sides": "for c in ODD: count_text(('a' * 50 + c + 'b' * 50 + ' ') * 500)",
    "digits": "for c in ODD: count_text('1' * 100_000 + c)",
    "the odd character": "for c in ODD: count_text(c * 20_000 + 'a')",
    "a page": "for c in ODD: count_page(b'<p>' + b'a' * 100_000 + c.encode(), 'text/html')",
    "a title": "for c in ODD: count_page(b'<title>' + b'a' * 100_000 + c.encode(), 'text/html')",
    "a name in XHTML": "count_page(b'<a' + b'a' * 100_000, 'application/xhtml+xml')",
    "a tag in XHTML": "count_page(b'<a' + b' b' * 50_000, 'application/xhtml+xml')",
    "quotes in XHTML": "count_page(b'<a' + b' \"b\"' * 50_000, 'application/xhtml+xml')",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_long_words_take_time_in_proportion_to_their_length(program):
    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + program], cwd=ROOT, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")
