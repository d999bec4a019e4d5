"""`python -m benchmarks.crawl_loop WARC…`: read and count, and write nothing.

`benchmarks.crawl speed` compares with this. It imports nothing else, so that it starts quickly.
"""

import contextlib
import sys

from wordcount.count import count_page
from wordcount.crawl.archive import pages_of
from wordcount.errors import PageError

for warc in sys.argv[1:]:
    for page in pages_of(warc):
        if not page.error:
            with contextlib.suppress(PageError):
                count_page(page.body, page.content_type, find_main=False, use_packs=False)
