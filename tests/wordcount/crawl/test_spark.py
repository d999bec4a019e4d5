"""`make spark` runs these tests; where pyspark or Java is missing, they are skipped."""

import shutil
import subprocess
import sys
from importlib.util import find_spec

import pyarrow.parquet as pq
import pytest
from warcs import response

from settings import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs pyspark: `make spark`"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 or later"),
]

KEYS = {"words": [("language", "ascending"), ("word", "ascending")], "pages": "url"}


def crawl(*arguments):
    command = [sys.executable, "-m", "wordcount.crawl", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=500)


def table(folder, name):
    return pq.read_table(folder / f"{name}.parquet").sort_by(KEYS[name])


@pytest.fixture
def warcs(make_warc):
    cut = response(b"<p>one two")[:-9]
    return [
        make_warc(
            response(b"<html lang=en><p>The cat, the dog", "http://www.one.example/", date="?"),
            response(b"<html lang=de><p>Die Katze", "http://two.example/"),
            response(b"a " * 6_000_000, "http://large.example/"),
        ),
        make_warc(
            response(b"<html lang=en><p>The cat, the dog", "http://one.example/a"),
            response("<html lang=ko><p>고양이와 개".encode(), "http://three.example/"),
            cut,
            name="cut.warc.zst",
        ),
    ]


@pytest.mark.parametrize("option", [None, "--skip-duplicates", "--no-stop-words"])
def test_spark_makes_the_tables_of_one_machine(tmp_path, warcs, option):
    options = [option] if option else []
    here = crawl(*warcs, "--to", tmp_path / "here", "--merge", *options)
    spark = crawl(*warcs, "--to", tmp_path / "spark", "--spark", "local[2]", *options)

    assert (here.returncode, spark.returncode) == (1, 1), spark.stderr
    assert f"{warcs[1]} is malformed or cannot be read." in spark.stderr
    for name in ("words", "pages"):
        assert table(tmp_path / "spark", name).equals(table(tmp_path / "here", name))


def test_a_warc_that_cannot_be_read_does_not_end_a_spark_run(tmp_path, warcs):
    done = crawl(
        "none.warc", warcs[0], "--to", tmp_path, "--spark", "local[2]", "--top", 1, "--csv"
    )

    assert "wordcount.crawl: none.warc is malformed or cannot be read." in done.stderr
    assert done.stdout.splitlines()[1] == "en,the,2,1,1"
    assert done.returncode == 1
