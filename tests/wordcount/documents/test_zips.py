import io
import struct
from zipfile import ZipFile, ZipInfo

import pytest
from documents import make_docx, make_zip, paragraph

from wordcount.documents import archive
from wordcount.documents.archive import Archive
from wordcount.documents.read import read_file
from wordcount.documents.zips import documents_in
from wordcount.errors import (
    BrokenFile,
    EncryptedFile,
    SeveralFiles,
    TooLarge,
    UnsupportedFile,
)


def names_in(body):
    return [name for name, _ in documents_in(body, "all.zip")]


def test_every_file_of_a_zip_is_listed_with_its_bytes():
    body = make_zip({"a.txt": "one", "folder/b.html": "<p>two"})

    assert list(documents_in(body, "all.zip")) == [("a.txt", b"one"), ("folder/b.html", b"<p>two")]


def test_an_entry_may_have_no_name():
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr(ZipInfo(""), "one")
        file.writestr("a.txt", "two")

    assert ("a.txt", b"two") in documents_in(packed.getvalue(), "all.zip")


def test_a_document_that_is_a_zip_is_one_file():
    body = make_docx(paragraph("a"))

    assert list(documents_in(body, "C:\\letters\\a.docx")) == [("letters/a.docx", body)]


def test_what_archivers_add_unseen_is_left_out():
    files = ["a.txt", "__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "b/desktop.ini", "b/.hidden"]

    assert names_in(make_zip(dict.fromkeys(files, "x"))) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\temp\\a.txt", "temp/a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("a\x1b[2J\u202etxt.exe", "a\ufffd[2J\ufffdtxt.exe"),
    ],
)
def test_names_never_lead_out_of_their_folder(name, shown):
    assert names_in(make_zip({name: "x"})) == [shown]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_names_that_do_not_say_their_encoding_are_decoded(encoding):
    name = "글.txt".encode(encoding)
    body = make_zip({"x" * len(name): "a"}).replace(b"x" * len(name), name)

    assert names_in(body) == ["글.txt"]


def test_a_zip_of_one_file_is_read_like_that_file():
    assert read_file(make_zip({"a.html": "<p>one<p>two"}), "a.zip").text == "one\ntwo"


@pytest.mark.parametrize(
    ("files", "error"),
    [
        pytest.param({"a.txt": "1", "b.txt": "2"}, SeveralFiles, id="several files"),
        pytest.param({}, UnsupportedFile, id="none"),
        pytest.param({"a.zip": make_zip({"b.zip": "x"})}, UnsupportedFile, id="a zip in a zip"),
        pytest.param({"a.png": b"\x89PNG\r\n\x1a\n\0\0\0"}, UnsupportedFile, id="an image"),
    ],
)
def test_a_zip_without_one_text_is_an_error(files, error):
    with pytest.raises(error):
        read_file(make_zip(files), "a.zip")


def with_flags(body, flags):
    """A zip whose entries have these flags in the directory and before their content."""
    local, entry = body.index(b"PK\3\4"), body.index(b"PK\1\2")
    changed = bytearray(body)
    changed[local + 6 : local + 8] = changed[entry + 8 : entry + 10] = struct.pack("<H", flags)
    return bytes(changed)


def test_a_file_with_a_password_is_an_error_of_its_own():
    body = with_flags(make_zip({"a.txt": "secret"}), flags=1)

    [(name, error)] = documents_in(body, "a.zip")

    assert name == "a.txt"
    assert isinstance(error, EncryptedFile)


def test_a_damaged_file_does_not_spoil_the_others():
    body = make_zip({"a.txt": "damaged", "b.txt": "whole"}, method=0).replace(
        b"damaged", b"changed"
    )

    [(_, damaged), (_, whole)] = documents_in(body, "a.zip")

    assert isinstance(damaged, BrokenFile)
    assert whole == b"whole"


def test_a_file_that_unpacks_to_too_much_is_an_error():
    body = make_zip({"bomb.txt": bytes(11 * 1024 * 1024), "a.txt": "fine"})

    [(_, bomb), (_, fine)] = documents_in(body, "a.zip")

    assert isinstance(bomb, TooLarge)
    assert fine == b"fine"


def test_all_files_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 150)
    body = make_zip({"a.txt": bytes(100), "b.txt": bytes(100)})

    sizes = [each for _, each in documents_in(body, "a.zip")]

    assert sizes[0] == bytes(100)
    assert isinstance(sizes[1], TooLarge)


def test_a_zip_has_a_limited_number_of_files(monkeypatch):
    body = make_zip({f"{n}.txt": "x" for n in range(4)})

    with pytest.raises(TooLarge, match="more than 3 files"):
        list(documents_in(body, "a.zip", most=3))
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(TooLarge, match="more than 3 parts"):
        Archive(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"PK\3\4" + bytes(99), id="no directory"),
        pytest.param(make_zip({"a": "b"}).replace(b"PK\1\2", b"PK\1\1"), id="broken directory"),
        pytest.param(b"PK\3\4", id="signature only"),
    ],
)
def test_a_broken_zip_is_an_error(body):
    with pytest.raises(BrokenFile):
        list(documents_in(body, "a.zip"))
