"""Charts, feeds and the sitemap are well-formed XML, whatever characters are in them."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from corpora.totals import sum_up

ODD = ["\x01", "\x08", "\x0b", "\x1b", "\ufffe", "\uffff"]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
@pytest.mark.parametrize(
    "path",
    [
        "/corpora/1/trends.svg?by=order&terms=page%0Aa{}b:%20cat",
        "/results/1/contexts.svg?word=cat,a{}",
        '/pages.svg?url=https://example.com/&word="{}cat"',
        "/corpora/1/vocabulary.svg?x={}",
    ],
)
def test_charts_are_well_formed(path, odd, make_corpus, add_document, client):
    corpus = make_corpus()
    for _ in range(2):
        add_document(
            corpus, {"cat": 1}, text="cat", total=1, distinct=1, url="https://example.com/"
        )
    sum_up(corpus.id)

    reply = client.get(path.format(quote(odd)))

    assert reply.status_code == 200
    assert ElementTree.fromstring(reply.data).tag == "{http://www.w3.org/2000/svg}svg"
