"""Files that are sent with the form, or by `curl -F file=@report.pdf`."""

import io

import pytest
from documents import lines, make_docx, make_epub, make_pdf, make_zip, paragraph

import jobs
from background.maintenance import tidy
from capacity.shares import in_use
from jobs.uploads import Upload
from models import Result

JSON = {"Accept": "application/json"}
PDF = make_pdf(lines("The cat and the dog."), info="/Title(Untitled)")


def send(client, body, name="cats.pdf", **fields):
    data = {"file": (io.BytesIO(body), name), **fields}
    return client.post("/results", data=data, headers=JSON)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("cats.pdf", PDF),
        ("cats.docx", make_docx(paragraph("The cat and the dog."))),
        ("cats.epub", make_epub(["<p>The cat and the dog.</p>"])),
        ("cats.html", b"<title>Page</title><p>The cat and the dog."),
        ("고양이.txt", "The cat and the dog.".encode("utf-16")),
        ("cats.zip", make_zip({"../cats.txt": "The cat and the dog."})),
    ],
)
def test_a_file_is_counted_under_its_name(name, body, client, work):
    reply = send(client, body, name)
    work()

    result = client.get(f"{reply.headers['Location']}.json").json
    assert reply.status_code == 202
    assert (result["status"], result["title"], result["url"]) == ("done", name, None)
    assert result["result_all"] == {"the": 2, "and": 1, "cat": 1, "dog": 1}


def test_a_file_is_private(client, work):
    id = send(client, PDF).json["id"]
    work()

    assert client.get(f"/results/{id}").status_code == 404
    assert client.get("/results.json").json["results"] == []


def test_a_form_is_redirected_to_the_result(client):
    data = {"file": (io.BytesIO(PDF), "cats.pdf"), "source": "", "language": ""}

    reply = client.post("/results", data=data)

    assert reply.status_code == 303
    assert "cats.pdf" in client.get(reply.location).text


def test_the_page_of_a_failed_file_calls_it_a_file(client, work):
    reply = send(client, b"%PDF-1.7")
    work()

    assert "This file could not be counted" in client.get(reply.headers["Location"]).text


def test_a_field_without_a_file_is_ignored(client):
    data = {"file": (io.BytesIO(b""), ""), "source": "some words"}

    assert client.post("/results", data=data, headers=JSON).status_code == 202


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(make_pdf("0 0 1 1 re f"), "no_text", id="scanned"),
        pytest.param(b"%PDF-1.7", "broken_file", id="broken"),
        pytest.param(make_zip({"a": "1", "b": "2"}), "several_files", id="a zip of several"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "broken_file", id="an image named pdf"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_a_sentence(body, code, client, work):
    reply = send(client, body)
    work()

    error = client.get(f"{reply.headers['Location']}.json").json["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param({"file": (io.BytesIO(b""), "a.txt")}, "empty_text", id="empty"),
        pytest.param(
            {"file": (io.BytesIO(b"a"), "a"), "text": "b"}, "invalid_url", id="two things"
        ),
        pytest.param(
            {"file": [(io.BytesIO(b"a"), "a"), (io.BytesIO(b"b"), "b")]},
            "several_files",
            id="several",
        ),
        pytest.param(
            {"file": (io.BytesIO(b"a"), "a"), "language": "?"}, "invalid_language", id="language"
        ),
    ],
)
def test_what_cannot_be_submitted_is_refused(data, code, client):
    reply = client.post("/results", data=data, headers=JSON)

    assert (reply.status_code, reply.json["error"]["code"]) == (422, code)
    assert Result.select().count() == 0


def test_a_file_that_is_too_large_is_refused(client):
    body = bytes(11 * 1024 * 1024)  # the client itself would leave a file open

    reply = client.post("/results", data=body, content_type="multipart/form-data; boundary=a")

    assert reply.status_code == 413


def test_nothing_is_left_of_a_file_that_was_counted_or_stopped(client, work):
    send(client, PDF)
    work()
    stopped = send(client, PDF).json["id"]
    waiting = send(client, PDF).json["id"]
    jobs.stop(stopped, [bytes(Result.get_by_id(stopped).client)])

    tidy()

    assert [upload.result_id for upload in Upload.select()] == [waiting]


def test_names_are_shown_without_their_folders_and_controls(client):
    reply = send(client, PDF, "../../a\u202eb.pdf")

    assert reply.json["title"] == "a\ufffdb.pdf"


def test_files_that_wait_count_as_texts_do(client):
    send(client, PDF + bytes(100_000))

    assert in_use()["texts", None] > 100_000
