import os
import subprocess
import sys

import pytest
from patience import PATIENCE
from warcs import response

from settings import ROOT
from wordcount.terminal import columns

pytestmark = pytest.mark.slow

PAGE = b"<html lang=en><p>The cat and the dog."
TABLE = """\
   occurrences        pages        sites  language  word
             2            1            1  en        the
             1            1            1  en        and
"""


def crawl(*arguments, language="C", environment=os.environ):
    command = [sys.executable, "-m", "wordcount.crawl", *map(str, arguments)]
    environment = {**environment, "LANGUAGE": language, "COLUMNS": "80"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE
    )


def test_the_command_counts_merges_and_shows(tmp_path, make_warc):
    done = crawl(make_warc(response(PAGE)), "--to", tmp_path, "--merge", "--top", 2)

    assert done.stdout == TABLE
    assert done.stderr.startswith("1 of 1 WARCs, 1 page, 0 errors, ")
    assert done.returncode == 0


def test_what_was_merged_is_shown_later_as_csv(tmp_path, make_warc):
    crawl(make_warc(response(PAGE)), "--to", tmp_path, "--merge", "--no-stop-words")

    done = crawl("--to", tmp_path, "--csv", "--language", "EN")

    assert done.stdout == "language,word,occurrences,pages,sites\nen,cat,1,1,1\nen,dog,1,1,1\n"


def test_names_of_warcs_are_read_from_a_file(tmp_path, make_warc):
    (tmp_path / "list").write_text(make_warc(response(PAGE)) + "\n")

    done = crawl(f"@{tmp_path / 'list'}", "--to", tmp_path / "result")

    assert "1 of 1 WARCs, 1 page," in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: --to"),
        (["--to", "x"], "name WARCs to count, or add --merge or --top"),
        (
            ["a.warc", "--to", "x", "--jobs", "0"],
            "argument --jobs: '0' is not a whole number above 0",
        ),
        (["--to", "x", "--top", "x"], "argument --top: 'x' is not a whole number above 0"),
        (
            ["--to", "x", "--merge", "--memory", "9"],
            "argument --memory: '9' is not a whole number of",
        ),
        (["a.warc", "--to", "x", "--skip-duplicates"], "--skip-duplicates needs --merge"),
        (["--to", "x", "--spark", "local"], "--spark needs WARCs to count"),
        (["@none", "--to", "x"], "'none'"),
    ],
)
def test_a_wrong_command_line_is_one_line_of_advice(arguments, message):
    done = crawl(*arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (ROOT / "x").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--top", "3"], "has no words.parquet. Add --merge to make it."),
        (["--merge"], "Nothing has been counted in"),
        (["none.warc"], "none.warc: No such file or directory"),
    ],
)
def test_a_failure_is_a_sentence_and_a_status(tmp_path, arguments, message):
    done = crawl(*arguments, "--to", tmp_path)

    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path, make_warc):
    (tmp_path / "file").touch()

    done = crawl(make_warc(response(PAGE)), "--to", tmp_path / "file" / "result")

    assert done.returncode == 1
    assert done.stderr.endswith("Not a directory\n")


def test_a_missing_requirement_is_named(tmp_path):
    (tmp_path / "duckdb.py").write_text("raise ModuleNotFoundError('', name='duckdb')")

    done = crawl("--help", environment={"PYTHONPATH": str(tmp_path), "PATH": ""})

    assert done.returncode == 1
    assert done.stderr == (
        "wordcount.crawl: duckdb is missing. Install it: pip install wordcount[crawl]\n"
    )


def test_the_help_explains_every_option():
    done = crawl("--help")

    for option in ("--to", "--jobs", "--merge", "--spark", "--top", "--language", "--csv"):
        assert f"  {option}" in done.stdout


def test_the_help_in_korean_fits_the_terminal():
    said = crawl("--help", language="ko_KR.UTF-8").stdout

    assert "같은 명령을 다시 실행하면 이어서 세어요" in said
    assert "예:\n  python -m wordcount.crawl" in said
    assert [line for line in said.splitlines() if columns(line) > 80] == []


def test_the_command_speaks_the_language_of_the_environment(tmp_path, make_warc):
    warc = make_warc(response(PAGE))

    done = crawl(warc, "none.warc", "--to", tmp_path, "--merge", "--top", 1, language="ko")

    head, row = done.stdout.splitlines()
    assert columns(head.partition("언어")[0]) == columns(row.partition("en")[0])
    assert "none.warc: 그런 파일이나 폴더가 없어요" in done.stderr
    assert "WARC 2개 중 2개, 페이지 1개, 오류 0개" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--top", "3"], "words.parquet가 없어요: "),
        (["--merge"], "아직 아무것도 세지 않은 폴더예요: "),
        ([], "셀 WARC를 적거나"),
        (["--jobs", "0"], "인수 --jobs: 0보다 큰 정수가 아니에요: '0'"),
    ],
)
def test_a_failure_is_told_in_the_language_of_the_environment(tmp_path, arguments, message):
    done = crawl(*arguments, "--to", tmp_path, language="ko")

    assert done.returncode
    assert done.stderr.startswith(f"wordcount.crawl: {message}")
