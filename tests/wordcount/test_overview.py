"""Several sources in one command."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from documents import lines, make_pdf, make_zip

PAGES = {
    "/sitemap.xml": b"<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url>"
    b"<url><loc>/private</loc></url></urlset>",
    "/index.xml": b"<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>",
    "/robots.txt": b"User-agent: *\nDisallow: /private\n",
    "/": b"<html><p>A site",
    "/a": b"<html lang=en><p>a cat",
    "/b": b"<html lang=en><p>a dog",
    "/private": b"<p>secret",
}


def run(*arguments, cwd=None):
    command = [sys.executable, "-m", "wordcount", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd)


@pytest.fixture
def files(tmp_path):
    """A PDF, a page and a text, in English."""
    (tmp_path / "cat.pdf").write_bytes(make_pdf(lines("The cat and the other cat.")))
    (tmp_path / "dog.html").write_bytes(b"<html lang=en><title>Dogs</title><p>The dog and the cat.")
    (tmp_path / "b.txt").write_bytes(b"It is not the dog that they have.")
    return [str(tmp_path / name) for name in ("cat.pdf", "dog.html", "b.txt")]


@pytest.fixture
def site():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = PAGES.get(self.path, b"").replace(b"<loc>/", f"<loc>{site}/".encode())
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html" if b"<p>" in body else "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        site = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def test_several_sources_are_a_table_with_their_sum(files):
    rows = [line.split() for line in run(*files).stdout.splitlines()]

    totals = [tuple(row[:2]) for row in rows[1:]]
    assert totals == [("6", "4"), ("5", "4"), ("8", "8"), ("19", "11")]
    assert rows[1][2:] == ["en", files[0]]


def test_the_words_of_all_sources_can_be_summed(files):
    printed = run(*files, "--sum", "--csv").stdout

    assert printed == "word,count\ncat,3\ndog,2\n"


def test_json_has_every_source_and_their_sum(files):
    printed = json.loads(run(*files, "--json").stdout)

    assert [each["total"] for each in printed["sources"]] == [6, 5, 8]
    assert printed["sources"][1]["title"] == "Dogs"
    assert printed["sum"]["total"] == 19
    assert printed["sum"]["result_no_stop_words"] == {"cat": 3, "dog": 2}
    characters = [each["length"]["characters"] for each in printed["sources"]]
    assert printed["sum"]["length"]["characters"] == sum(characters)


def test_csv_has_a_row_for_each_source(files):
    table = run(*files[1:], "--csv").stdout.splitlines()

    assert table == [
        "source,total,distinct,language,title",
        f"{files[1]},5,4,en,Dogs",
        f"{files[2]},8,8,en,",
    ]


def test_lengths_of_several_sources_are_columns_of_csv(files):
    head, *rows = run(*files, "--length", "--csv").stdout.splitlines()

    assert head.startswith("source,words,characters,")
    assert [row.split(",")[1] for row in rows] == ["6", "5", "8"]


@pytest.mark.parametrize(
    "options", [["--top", "3"], ["--keep-stop-words", "--csv"], ["--dictionary-forms", "--json"]]
)
def test_an_option_that_several_sources_would_ignore_is_refused(files, options):
    done = run(*files, *options)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"wordcount: To use {options[0]} with several sources, add --sum.\n"
    assert run(*files, *options, "--sum").returncode == 0


def test_the_length_of_json_has_lix(tmp_path):
    (tmp_path / "long.txt").write_text("The cat sat here. " * 25)

    printed = json.loads(run(tmp_path / "long.txt", "--length", "--json").stdout)

    assert printed["length"]["words"] == 100
    assert printed["length"]["lix"] == 4.0


def test_one_source_can_be_summed_too(files):
    assert run(files[0], "--sum", "--csv").stdout == "word,count\ncat,2\n"


def test_the_files_of_a_zip_are_sources(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(make_zip({"../a.txt": "a cat", "b.html": "<p>a dog"}))

    printed = json.loads(run(str(path), "--json").stdout)

    assert [each["source"] for each in printed["sources"]] == [f"{path}/a.txt", f"{path}/b.html"]


def test_a_source_that_fails_is_named_and_the_others_are_counted(files, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(make_pdf("0 0 1 1 re f"))

    done = run(files[0], str(tmp_path / "scan.pdf"), "missing.txt", "--sum", "--csv")

    assert done.returncode == 1
    assert done.stdout == "word,count\ncat,2\n"
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        str(tmp_path / "scan.pdf"),
        "missing.txt",
    ]


@pytest.mark.parametrize(
    "path", ["/sitemap.xml", "/index.xml", "/"], ids=["plain", "index", "site"]
)
def test_the_pages_of_a_sitemap_are_counted_as_robots_txt_allows(path, site):
    done = run(
        "--sitemap", f"{site}{path}", "--sum", "--csv", "--allow", site.removeprefix("http://")
    )

    assert done.stdout == "word,count\ncat,1\ndog,1\n"
    assert done.returncode == 1
    assert done.stderr.startswith(f"wordcount: {site}/private: The robots.txt of that site")


def test_the_sum_of_sources_in_different_languages_says_so(files, tmp_path):
    (tmp_path / "ko.txt").write_text(
        "우리는 어제 저녁에 고양이를 보았고, 고양이도 우리를 보았습니다."
    )

    printed = run(files[0], str(tmp_path / "ko.txt"), "--sum", "--top", "1").stdout

    assert "language: und, different in the sources" in printed
    assert " without stop words, most frequent first:" in printed
    assert "common to all sources" in run(*files, "--sum").stdout
