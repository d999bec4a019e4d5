"""A result keeps the segmenter that made it; pages say where it is missing, or where two differ."""

import pytest

from jobs import recounts, worker_packs
from web import rules
from wordcount import count_text, packs
from wordcount.packs import installed_packs, japanese_segmenter
from wordcount.words import RULE

needs_pack = pytest.mark.skipif(
    not packs.has_pack("ja"), reason="needs the Japanese pack: pip install -r requirements-ja.txt"
)
JAPANESE = "国立国会図書館で本を読んだ。"


@pytest.fixture(autouse=True)
def _no_workers(app, monkeypatch):
    worker_packs.WorkerPacks.delete().execute()
    monkeypatch.setattr(worker_packs, "READ_AFTER", 0)
    monkeypatch.setattr(worker_packs, "recorded_at", -1e9)


@pytest.fixture
def other(make_result):
    """A Japanese result of a segmenter that this process lacks."""
    return make_result(
        text=JAPANESE, language="ja", segmenter="sudachi-1", rule=RULE, result_all={"読ん": 1}
    )


def worker(name, packs="", segmenter=None):
    worker_packs.WorkerPacks.create(worker=name, packs=packs, segmenter=segmenter)


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize("view", ["", "/words", "/contexts?word=本", "/phrases"])
def test_a_page_says_that_its_segmenter_is_missing(view, client):
    page = client.get(f"/results/1{view}").text

    assert "segmented by sudachi-1, which this server does not have" in page


@pytest.mark.usefixtures("other")
def test_json_says_that_the_segmenter_is_missing(client):
    reply = client.get("/results/1/contexts.json?word=本").json

    assert (reply["segmenter"], reply["segmenter_missing"]) == ("sudachi-1", True)


def test_nothing_is_missing_for_icu(client, make_result):
    make_result(text="the cat", language="en")

    assert "segmenter_missing" not in client.get("/results/1/contexts.json?word=cat").json


@pytest.mark.usefixtures("other")
def test_results_of_two_segmenters_are_not_comparable(client, make_result):
    make_result(text=JAPANESE, language="ja", rule=RULE, result_all={"本": 1})

    assert client.get("/compare.json?a=1&b=2").json["comparable"] is False


@pytest.mark.parametrize(
    ("language", "segmenter", "of_worker", "outdated"),
    [
        ("ja", None, "sudachi-1", True),
        ("ja", "sudachi-1", "sudachi-1", False),
        ("ja-JP", "sudachi-1", None, True),
        ("en", None, "sudachi-1", False),
        ("en", "sudachi-1", "sudachi-1", True),
    ],
)
def test_what_the_workers_have_says_whether_a_result_is_outdated(
    language, segmenter, of_worker, outdated, make_result
):
    worker("a", "ja", of_worker)
    result = make_result(text=JAPANESE, language=language, segmenter=segmenter, rule=RULE)

    assert rules.is_outdated(result) is outdated
    assert bool(recounts.outdated([result.id])) is outdated


def test_a_worker_records_its_packs(app):
    worker_packs.record()

    [recorded] = worker_packs.of_workers()
    assert recorded.packs.split() == installed_packs()
    assert recorded.segmenter == japanese_segmenter()


def test_a_worker_that_ended_is_forgotten(app):
    worker("ended", "ja")
    worker_packs.WorkerPacks.update(
        seen_at=worker_packs.pw.SQL("now() - interval '1 hour'")
    ).execute()

    worker_packs.record()

    assert "ended" not in {each.worker for each in worker_packs.of_workers()}


@pytest.mark.parametrize(("of_worker", "differ"), [("", False), ("ja", True)])
def test_health_says_whether_packs_differ(of_worker, differ, client, monkeypatch):
    monkeypatch.setattr(packs, "has_pack", lambda _: False)
    worker("a", of_worker)

    reply = client.get("/health.json").json["packs"]

    assert reply == {"web": [], "workers": [of_worker.split()], "differ": differ}
    assert ("Workers have different ones" in client.get("/health").text) is differ


@needs_pack
def test_a_search_finds_what_the_segmenter_of_the_pack_cut(client, make_result):
    counted = count_text("学んだ", "ja")
    make_result(
        text=counted.text,
        language="ja",
        segmenter=counted.segmenter,
        rule=RULE,
        result_all=counted.result_all,
    )

    assert client.get("/search.json?word=学んだ").json["results"] != []
    assert client.get("/search.json?word=学んだ&language=ja").json["results"] != []


@needs_pack
def test_contexts_are_cut_like_the_words_of_the_result(client, make_result):
    values = {"text": "学んだ", "language": "ja", "rule": RULE}
    make_result(segmenter=japanese_segmenter(), result_all={"学ん": 1, "だ": 1}, **values)

    reply = client.get("/results/1/contexts.json?word=学ん").json

    assert (reply["count"], "segmenter_missing" in reply) == (1, False)
