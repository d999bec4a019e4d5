from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wordcount.crawl.folder import Folder, FolderError, write_whole
from wordcount.crawl.tables import BatchBuilder


@pytest.fixture
def folder(tmp_path):
    folder = Folder(tmp_path / "result")
    with folder.open_for_counting(keep_stop_words=True):
        yield folder


@pytest.fixture
def warc(tmp_path):
    path = tmp_path / "a.warc"
    path.write_bytes(b"one")
    return str(path)


def batch():
    return BatchBuilder().build()


def test_a_counted_warc_is_found_by_any_spelling_of_its_path(folder, warc, monkeypatch):
    folder.write(warc, [batch()])
    monkeypatch.chdir(Path(warc).parent)

    assert folder.has(warc)
    assert folder.has("a.warc")
    assert folder.has("./a.warc")


def test_a_warc_that_was_replaced_is_counted_again(folder, warc):
    folder.write(warc, [batch()])
    Path(warc).write_bytes(b"longer")

    assert not folder.has(warc)


def test_warcs_with_the_same_name_have_different_files(folder):
    files = {folder.file_of(address) for address in ("/a/x.warc", "/b/x.warc", "http://a/x.warc")}

    assert len(files) == 3


def test_long_and_strange_names_become_file_names(folder):
    name = folder.file_of(f"https://example.com/{'é?' * 500}.warc.gz").name

    assert len(name) < 200
    assert name.isascii()


def test_a_file_that_is_not_complete_does_not_exist(folder, warc):
    def batches():
        yield batch()
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="disk"):
        folder.write(warc, batches())

    assert list(folder.counted.iterdir()) == []


def test_what_a_killed_run_left_is_removed(tmp_path):
    folder = Folder(tmp_path)
    folder.counted.mkdir()
    (folder.counted / "a.warc-1.parquet-x.partial").write_bytes(b"half")

    with folder.open_for_counting(keep_stop_words=True):
        assert list(folder.counted.iterdir()) == []


def test_another_run_is_kept_out(folder):
    with (
        pytest.raises(FolderError, match="Another run is writing to"),
        Folder(folder.path).open_for_counting(keep_stop_words=True),
    ):
        pass


def test_another_choice_of_stop_words_needs_another_folder(tmp_path):
    folder = Folder(tmp_path)
    with folder.open_for_counting(keep_stop_words=True):
        pass

    with (
        pytest.raises(FolderError, match="other stop words. Choose another folder."),
        folder.open_for_counting(keep_stop_words=False),
    ):
        pass


def test_a_whole_file_replaces_the_one_before(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")

    with write_whole(path) as partial:
        partial.write_text("new")
        assert path.read_text() == "old"

    assert path.read_text() == "new"


def test_an_empty_warc_has_an_empty_file(folder, warc):
    folder.write(warc, [])

    assert pq.read_metadata(folder.file_of(warc)).num_rows == 0
