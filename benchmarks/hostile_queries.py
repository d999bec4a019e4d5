"""The queries that cost most at each address, by endpoint; {word} is a word of the result."""

from collections.abc import Sequence
from itertools import pairwise, product

from benchmarks.hostile_texts import LETTERS

Queries = list[dict[str, str]]

MANY = "a*, *b, c*d, 1*, *2, z*z, *é*, 3*, *4*, x*, " + ", ".join(LETTERS[:10])
PHRASE = '"{word} {word}"'
TERMS = "\n".join(f"group{n}: {each}" for n, each in enumerate(MANY.split(", ")))
WORDS = ("{word}", "a", MANY, PHRASE, "*a*b*", " ".join(LETTERS))
WITHOUT = ",".join(map("".join, product("abcde", repeat=2)))
FORMS = {"forms": "dictionary"}
PAGES: Queries = [
    {}, {"page": "999999"}, {"stop_words": "drop", "part": "main"}, FORMS, {"without": WITHOUT * 4},
]  # fmt: skip
SORTED: Queries = [
    {"sort": sort, **more}
    for sort in ("frequent", "rare", "word", "unusual", "long")
    for more in ({}, {"filter": "0", "without": WITHOUT}, {**FORMS, "stop_words": "drop"})
]
FOUND: Queries = [{"word": word} for word in WORDS]


def queries(ids: Sequence[int], urls: Sequence[str], corpus: str) -> dict[str, Queries]:
    """Return the queries of every endpoint: for these results, pages and this corpus."""
    of_all = {**of_results(), **of_histories(urls), **of_pairs(ids, corpus), **of_corpora()}
    return {**of_all, **others()}


def of_results() -> dict[str, Queries]:
    sides = ("left", "right", "left3", "right1", "position")
    return {
        "results.show": PAGES,
        "words.show": [*PAGES, *SORTED],
        "cloud.show": [*PAGES],
        "phrases.show": [{"length": n, "stop_words": k} for n in "2345" for k in ("keep", "drop")],
        "vocabulary.show": PAGES[:3],
        "vocabulary.chart": [{}],
        "counters.show": [{}, {"part": "main"}],
        "contexts.chart": FOUND,
        "contexts.show": [
            *FOUND,
            *({"word": word, "width": "30", "sort": sort} for word in WORDS[:3] for sort in sides),
            *({"word": word, "near": "{word}", "window": "10"} for word in WORDS[:3]),
            {"word": "{word}", "page": "100"},
            {"word": "{word}", **FORMS},
        ],
        "collocates.show": [
            *FOUND,
            *(
                {"word": word, "window": "10", "sort": sort}
                for word in WORDS[:3]
                for sort in ("log_dice", "g2")
            ),
        ],
        "text.show": [*FOUND, *({"word": word, "page": "5"} for word in WORDS), {"at": "50000"}],
        "terms.show": [{"terms": TERMS}, {"terms": PHRASE}, {}],
    }


def of_histories(urls: Sequence[str]) -> dict[str, Queries]:
    asked: Queries = [{"url": url, "word": word} for url in urls for word in ("a", "cat", MANY)]
    return {
        "pages.show": [*({"url": url} for url in urls), *asked],
        "pages.chart": [*({"url": url} for url in urls), *asked],
        "feed.show": [{"url": url} for url in urls],
        "terms.show_history": [
            {"url": url, "terms": each} for url in urls for each in (TERMS, "cat")
        ],
    }


def of_pairs(ids: Sequence[int], corpus: str) -> dict[str, Queries]:
    last = max(ids)
    pairs = [(str(id), str(other)) for id, other in pairwise(ids)]
    sides = [f"corpus:{corpus}", f"corpus:{corpus}:site:127.0.0.1", f"corpus:{corpus}:tag:none"]
    compared: Queries = [
        {"a": a, "b": b} for a, b in [*pairs, *product(sides, [*sides, str(last)])]
    ]
    return {
        "compare.show": [*compared, *({**each, **FORMS} for each in compared[:4])],
        "changes.show": [{"from": a, "to": b, **more} for a, b in pairs for more in ({}, FORMS)],
    }


def of_corpora() -> dict[str, Queries]:
    sorts = ("frequent", "rare", "word", "unusual", "long", "documents", "even")
    wide = ({"width": "30", "near": "cat", "window": "10"}, {})
    found: Queries = [{"word": word.replace("{word}", "cat")} for word in WORDS]
    return {
        "corpora.index": [{}],
        "corpora.show": PAGES[:3],
        "corpus_feed.show": [{}],
        "corpus_cloud.show": PAGES,
        "corpus_collocates.show": [{**each, "window": "10"} for each in found],
        "corpus_contexts.show": [{**each, **more} for each in found for more in wide],
        "corpus_documents.show": [{"sort": sort} for sort in ("position", "words", "title")],
        "corpus_documents.lines": [{}],
        "corpus_matrix.show": [{}, {"terms": TERMS}, {"words": "50000"}],
        "corpus_matrix.matrix_lines": [{}],
        "corpus_matrix.word_lines": [{}],
        "corpus_matrix.texts": [{}],
        "corpus_phrases.show": [{"length": length} for length in "2345"],
        "corpus_trends.show": [
            {"terms": each, "by": by}
            for each in (TERMS, PHRASE, "cat")
            for by in ("month", "order")
        ],
        "corpus_trends.chart": [{"terms": TERMS}, {"terms": "cat", "by": "order"}],
        "corpus_vocabulary.show": PAGES[:3],
        "corpus_vocabulary.chart": [{}],
        "corpus_words.show": [
            *PAGES,
            *({"sort": sort, **more} for sort in sorts for more in ({}, FORMS, {"filter": "0"})),
            {"filter": ",".join(LETTERS), "without": WITHOUT},
        ],
    }


def others() -> dict[str, Queries]:
    words = ("cat", "a", "0000", "nowhere", "cat nowhere", " ".join(LETTERS[:20]))
    return {
        "front.show": [{}],
        "front.favicon": [{}],
        "health.show": [{}],
        "results.index": [{}, {"before": "9"}],
        "robots.hidden": [{}],
        "robots.show": [{}],
        "robots.site_map": [{}],
        "search.show": [
            *({"word": word} for word in words),
            *({"word": word, "site": "127.0.0.1", "language": "en"} for word in words),
            {"title": " ".join(["title"] * 80)},
            {"site": "127.0.0.1"},
        ],
        "style.show": [{}],
        "watches.index": [{}],
    }
