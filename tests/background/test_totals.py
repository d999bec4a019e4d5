"""The words of a corpus are there once a worker has counted its pages."""

from corpora.totals import sum_up_next

CATS = b"<html lang=en><p>The cat and the other cat sat on a mat."
DOGS = b"<html lang=en><p>A dog and a cat ran."


def test_a_corpus_is_read_as_soon_as_its_pages_are_counted(client, count_corpora, site):
    site.pages.update({"/cats": CATS, "/dogs": DOGS, "/the-same": CATS})
    client.post("/corpora", json={"name": "Pets", "urls": [*map(site.url, site.pages)]})

    count_corpora()
    while sum_up_next():
        pass

    reply = client.get("/corpora/1/words.json?stop_words=drop").json
    first = reply["words"][0]
    assert (reply["documents"], reply["total"]) == (2, 16)
    assert (first["word"], first["count"], first["documents"]) == ("cat", 3, 2)
