import pytest

from web import texts


def test_the_beginning_of_a_very_long_text_is_read(make_result, app, monkeypatch):
    monkeypatch.setattr(texts, "READ_AT_MOST", len("the cat"))
    make_result(text="the cat the dog")

    with app.test_request_context():
        result, tokenized = texts.tokenized_or_404(1)

    assert tokenized.keys == ["the", "cat"]
    assert result.has_more_text


def test_a_text_is_not_cut_inside_a_character(make_result, app, monkeypatch):
    monkeypatch.setattr(texts, "READ_AT_MOST", len("고양".encode()) + 1)
    make_result(text="고양이 개")

    with app.test_request_context():
        _, tokenized = texts.tokenized_or_404(1)

    assert tokenized.keys == ["고양"]


@pytest.mark.parametrize("text", ["a a a a a", "a\na\na\na", " a a a\t\ta \n"], ids=repr)
def test_a_text_of_many_short_words_is_read_in_part(text, client, make_result, monkeypatch):
    make_result(text=text, language="en")
    monkeypatch.setattr(texts, "CHUNKS_AT_MOST", 5)

    reply = client.get("/results/1/contexts.json?word=a").json

    assert (reply["count"], reply["partial"]) == (3, True)


@pytest.mark.parametrize(
    ("text", "most", "beginning"),
    [
        ("a b c d", 9, "a b c "),
        ("a a b a b", 9, "a a b a b"),
        ("a a b a b", 8, "a a b a "),
        ("a b c", 1, ""),
        ("", 1, ""),
        ("a\n\n\nb\n", 4, "a\n\n\n"),
        ("a\n\nb", 6, "a\n\nb"),
        ("\n\n\n", 3, "\n\n\n"),
        ("\n\n\n\n", 3, "\n\n\n"),
        ("a b\n\n\n\n\n\n\nc", 6, "a b\n\n\n\n\n\n"),
    ],
    ids=[
        "different",
        "not cut",
        "mixed",
        "none",
        "empty",
        "lines",
        "few lines",
        "as many lines",
        "empty lines",
        "words and lines",
    ],
)
def test_a_text_is_cut_after_chunks_of_which_different_ones_count_three_times_or_lines(
    text, most, beginning
):
    assert texts.cut_chunks(text, most) == (beginning, beginning != text)


def test_a_text_of_many_empty_lines_is_read_in_part(client, make_result, monkeypatch):
    make_result(text="a\n\n\n\n\na", language="en")
    monkeypatch.setattr(texts, "CHUNKS_AT_MOST", 5)

    assert client.get("/results/1/contexts.json?word=a").json["partial"]
    assert client.get("/results/1/text.csv").text.splitlines()[-1] == "6,"


def test_a_text_of_few_words_is_read_whole(client, make_result, monkeypatch):
    make_result(text="a a a \n", language="en")
    monkeypatch.setattr(texts, "CHUNKS_AT_MOST", 5)

    reply = client.get("/results/1/contexts.json?word=a").json

    assert (reply["count"], reply["partial"]) == (3, False)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("contexts?word=cat", "”: 1 time in the first 2 words<"),
        ("text?word=cat", "”: 1 time in the first 2 words<"),
        ("collocates?word=cat", "” (1 time in the first 2 words)<"),
        ("contexts?word=dog", "” does not occur in the first 2 words. The rest"),
        ("phrases", "0 phrases of 2 words in the first 2 words<"),
        ("terms?terms=cat", "Counted in the first 2 words."),
        ("counters", "we count 2 words in its beginning, and did not read the rest."),
        ("vocabulary", "its beginning was read."),
    ],
)
def test_a_figure_of_a_part_of_a_text_says_so(path, sentence, client, make_result, monkeypatch):
    make_result(text="the cat the dog", language="en")

    whole = client.get(f"/results/1/{path}").text
    monkeypatch.setattr(texts, "READ_AT_MOST", len("the cat"))
    part = client.get(f"/results/1/{path}").text

    assert sentence in part
    assert sentence not in whole


@pytest.mark.parametrize("path", ["contexts.json?word=a", "counters.json", "phrases.json"])
def test_a_text_that_takes_long_to_tokenize_is_read_in_part(path, client, make_result, monkeypatch):
    make_result(text="a,b c,d e,f", language="en")
    monkeypatch.setattr(texts, "TOKENIZED_AT_MOST", 5)

    assert client.get(f"/results/1/{path}").json["partial"]
