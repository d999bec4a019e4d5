"""The tests of `wordcount.crawl` are skipped where its requirements are not installed."""

from importlib.util import find_spec

import pytest
from warcs import write_warc

MISSING = [name for name in ("fastwarc", "pyarrow", "duckdb") if find_spec(name) is None]

if MISSING:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def make_warc(tmp_path):
    """Write a WARC of records, compressed as its name ends, and return its path."""
    return lambda *records, name="pages.warc.gz": write_warc(tmp_path / name, records)
