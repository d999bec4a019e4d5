"""A saved table is named after the result, its title and the word."""

import pytest


@pytest.fixture
def cats(make_result):
    make_result(title="All about: cats & dogs/한글", text="the cat the", total=3)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/results/1.csv", "wordcount-1-All-about-cats-dogs-%ED%95%9C%EA%B8%80-results.csv"),
        (
            "/results/1/contexts.csv?word=cat",
            "wordcount-1-All-about-cats-dogs-%ED%95%9C%EA%B8%80-contexts-cat.csv",
        ),
    ],
)
def test_a_table_has_a_name(path, name, client, cats):
    assert f"filename*=UTF-8''{name}" in client.get(path).headers["Content-Disposition"]


def test_a_list_has_a_name(client):
    assert 'filename="wordcount-results.csv"' in client.get("/results.csv").headers.get(
        "Content-Disposition"
    )


def test_an_error_is_not_saved(client):
    assert "Content-Disposition" not in client.get("/results/1.csv").headers


@pytest.mark.parametrize("path", ["/results/1.csv", "/results/1/words.csv", "/results.csv"])
def test_excel_gets_the_mark_by_which_it_knows_utf_8(path, client, cats):
    plain, marked = client.get(path).data, client.get(f"{path}?excel=1").data

    assert marked == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")
