import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from documents import lines, make_docx, make_epub, make_pdf, paragraph

TEXT = "The cat and the other cat. A dog."
PAGE = b"<html lang=en><title>Cats</title><p>The cat and the other cat. A dog."
REFRESH = b"<meta http-equiv=refresh content='1; url=/page'>Wait."


def run(*arguments: str, stdin: bytes = b"", cwd=None, language="C") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "wordcount", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "LANGUAGE": language, "COLUMNS": "80"},
    )


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return str(path)


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = REFRESH if self.path == "/refresh" else PAGE
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_file_is_printed_as_a_table(page):
    done = run(page)

    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "Cats",
        "8 words, 6 of them distinct; language: en, declared by the page",
        "2  cat",
        "1  dog",
    ]


def test_only_addresses_of_the_web_are_fetched():
    done = run("ftp://example.com/")

    assert done.returncode == 1
    assert done.stderr.decode().startswith("wordcount: Only https:// and http:// addresses")


def test_keep_stop_words_includes_stop_words(page):
    assert b"2  the" in run(page, "--keep-stop-words").stdout


def test_csv_has_two_columns(page):
    assert run(page, "--csv", "--top", "1").stdout == b"word,count\ncat,2\n"


def test_json_has_the_same_keys_as_the_web(page):
    printed = json.loads(run(page, "--json").stdout)

    assert list(printed) == [
        "url", "title", "language", "language_source", "total", "distinct", "length",
        "result_all", "result_no_stop_words",
    ]  # fmt: skip
    assert printed["result_no_stop_words"] == {"cat": 2, "dog": 1}


def test_length_replaces_the_words(page):
    printed = run(page, "--length").stdout.decode().splitlines()

    figures = dict(line.rsplit(None, 1) for line in printed)
    assert list(figures)[:4] == ["words", "characters", "without spaces", "bytes"]
    assert (figures["words"], figures["characters"], figures["sentences"]) == ("8", "33", "2")


def test_length_can_be_csv_or_json(page):
    table = run(page, "--length", "--csv").stdout.decode().splitlines()
    printed = json.loads(run(page, "--length", "--json").stdout)

    assert table[:2] == ["name,value", "words,8"]
    assert printed["length"]["sentences"] == 2


def test_standard_input_may_be_text_or_a_page():
    assert run("-", "--csv", stdin="고양이 <b>".encode()).stdout.decode() == (
        "word,count\nb,1\n고양이,1\n"
    )
    assert b"Cats" in run("-", stdin=PAGE).stdout


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        ("<Anna> hej <b>", {"anna": 1, "hej": 1, "b": 1}),
        ("<anna@example.com> hej", {"anna": 1, "example.com": 1, "hej": 1}),
        ("<rss><description>&lt;b&gt;h&lt;/b&gt;ej</description></rss>", {"hej": 1}),
        ("<?xml version='1.0'?><a><b>hej</b></a>", {"hej": 1}),
        ("<p class=a>h<b>e</b>j", {"hej": 1}),
        ("<!DOCTYPE html><x-a>hej</x-a>", {"hej": 1}),
    ],
)
def test_standard_input_is_counted_by_what_it_begins_with(stdin, words):
    printed = run("-", "--json", "--language", "sv", stdin=stdin.encode()).stdout

    assert json.loads(printed)["result_all"] == words


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.xml", "<a><![CDATA[<b>h</b>ej]]></a>"),
        ("feed.rss", "<rss><title>h&lt;i&gt;ej&lt;/i&gt;</title></rss>"),
        ("feed.ATOM", '<feed><title type="html">h&lt;i&gt;ej&lt;/i&gt;</title></feed>'),
        ("feed.rdf", "<rdf:RDF><title>hej</title></rdf:RDF>"),
        ("index.php", "<p>h<b>e</b>j"),
        ("index.shtml", "<p>h<b>e</b>j"),
        ("index.aspx", "<p>h<b>e</b>j"),
        ("page.xht", "<html><script/><p>h<b>e</b>j</p></html>"),
        ("page.txt", "hej"),
    ],
)
def test_a_file_is_counted_by_its_ending(name, content, tmp_path):
    (tmp_path / name).write_text(content)

    assert json.loads(run(str(tmp_path / name), "--json").stdout)["result_all"] == {"hej": 1}


def test_a_refresh_is_followed(server):
    done = run(f"http://{server}/refresh", "--json", "--allow", server)

    assert json.loads(done.stdout)["url"] == f"http://{server}/page"


def test_the_language_can_be_set(page):
    assert b"language: tr, set by --language" in run(page, "--language", "tr").stdout


def test_an_address_is_fetched_when_allowed(server):
    done = run(f"http://{server}/page", "--json", "--allow", server)

    assert json.loads(done.stdout)["url"] == f"http://{server}/page"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["missing.txt"], id="a missing file"),
        pytest.param(["nonsense"], id="neither a file nor an address"),
        pytest.param(["."], id="a folder"),
        pytest.param(["photo.png"], id="a binary file"),
        pytest.param(["http://127.0.0.1:9/"], id="a private address"),
        pytest.param(["http://"], id="an address without a host"),
        pytest.param(["http://127.0.0.1/", "--allow", "nowhere"], id="a malformed permission"),
        pytest.param(["-", "--top", "0"], id="zero words"),
        pytest.param(["-", "--language", "!"], id="an invalid language"),
        pytest.param(["-", "--json", "--csv"], id="two formats"),
        pytest.param([], id="no source"),
        pytest.param(["a\nb"], id="a line break in a name"),
    ],
)
def test_a_failure_is_one_line(arguments, tmp_path, monkeypatch):
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))

    done = run(*arguments, cwd=tmp_path)

    assert done.returncode != 0
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("number", ["x", "0", "-1", "1.5", "9" * 5000, "１"])
def test_a_number_that_is_none_is_named(number):
    done = run("-", "--top", number)

    assert done.stderr.decode().startswith(f"wordcount: argument --top: {number!r} is not a whole")


@pytest.mark.parametrize("output", [[], ["--json"], ["--csv"]], ids=["table", "JSON", "CSV"])
def test_control_characters_of_a_page_never_reach_the_terminal(output):
    page = "<title>\x1b]0;gotcha\x07 \x9b2J \u202eTitle</title><p>w\u202ee\x1b[31mird\r\n\x9bword"

    shown = run("-", *output, stdin=page.encode()).stdout.decode()

    assert "word" in shown
    assert not {"\x1b", "\x07", "\r", "\x9b", "\u202e"} & set(shown)


def test_json_preserves_control_characters_of_a_title():
    title = "\u202e\u2066Title"

    shown = run("-", "--json", stdin=f"<title>{title}</title>".encode()).stdout

    assert json.loads(shown)["title"] == title


def test_the_error_for_a_refused_address_explains_how_to_allow_it():
    assert b"--allow HOST:PORT" in run("http://127.0.0.1:9/").stderr


def test_a_closed_pipe_causes_no_traceback(tmp_path):
    path = tmp_path / "many.txt"
    path.write_text(" ".join(f"w{number}" for number in range(100_000)))

    with subprocess.Popen(
        [sys.executable, "-m", "wordcount", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert errors == b""
    assert process.returncode == 1


FORMS = b"<html lang=en><title>Go</title><p>Cats went home. A cat goes home, cats go."


@pytest.mark.parametrize(
    ("option", "rows"),
    [
        ("--top=2", ["3  cat (cats 2, cat 1)", "3  go (go 1, goes 1, went 1)"]),
        ("--csv", ["word,count,forms", 'cat,3,"cats 2, cat 1"', 'go,3,"go 1, goes 1, went 1"']),
    ],
)
def test_words_are_grouped_by_dictionary_form(option, rows):
    done = run("-", "--dictionary-forms", "--keep-stop-words", option, stdin=FORMS)

    assert "\n".join(rows) in done.stdout.decode()


def test_json_has_the_dictionary_forms():
    done = run("-", "--dictionary-forms", "--json", stdin=FORMS)

    cat = {"word": "cat", "count": 3, "forms": {"cats": 2, "cat": 1}}
    assert cat in json.loads(done.stdout)["dictionary_forms"]


def test_a_language_without_a_dictionary_fails_with_a_sentence():
    done = run("-", "--dictionary-forms", "--language", "vi", stdin="một con mèo".encode())

    assert done.returncode == 1
    assert done.stderr.decode() == "wordcount: There is no dictionary for the language vi.\n"


def test_the_command_speaks_the_language_of_the_environment(page):
    done = run(page, language="ko_KR.UTF-8")

    assert done.stdout.decode().splitlines()[1:] == [
        "단어 8개, 서로 다른 단어 6개, 언어: en, 페이지에 적힌 대로",
        "2  cat",
        "1  dog",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "missing.txt: 그런 파일이나 폴더가 없어요"),
        (["http://10.0.0.1/"], "공개 인터넷의 주소가 아니라서 가져오지 않아요: 10.0.0.1."),
        ([], "필요한 인수가 없어요: ADDRESS|FILE|-"),
        (["--top", "x", "-"], "인수 --top: 0보다 큰 정수가 아니에요: 'x'"),
    ],
)
def test_a_failure_is_told_in_the_language_of_the_environment(arguments, message):
    done = run(*arguments, language="ko:en")

    assert done.returncode
    assert done.stderr.decode().startswith(f"wordcount: {message}")


def test_the_help_is_in_the_language_of_the_environment():
    said = run("--help", language="ko").stdout.decode()

    assert said.startswith("사용법: wordcount")
    assert "가장 많이 쓰인 단어 N개만" in said


@pytest.mark.parametrize("option", [["--json"], ["--csv"], ["--length", "--csv"]])
def test_what_programs_read_is_the_same_in_every_language(option, page):
    assert run(page, *option, language="ko").stdout == run(page, *option).stdout


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "report.pdf",
            make_pdf(lines("The cat and the other cat.", "A dog."), info="/Title(Cats)"),
        ),
        ("report.docx", make_docx(paragraph(TEXT), core="<dc:title>Cats</dc:title>")),
        ("report.epub", make_epub([f"<p>{TEXT}</p>"], title="Cats")),
    ],
)
def test_documents_are_counted(name, body, tmp_path):
    (tmp_path / name).write_bytes(body)

    done = run(str(tmp_path / name))

    assert done.stdout.decode().splitlines()[2:] == ["2  cat", "1  dog"]
    assert done.stdout.startswith(b"Cats\n8 words, 6 of them distinct; language: en")


def test_a_document_that_cannot_be_read_fails_with_a_sentence(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(make_pdf("10 10 100 100 re f"))

    done = run(str(tmp_path / "scan.pdf"))

    assert done.returncode == 1
    assert done.stderr.startswith(b"wordcount: That file has no text.")
