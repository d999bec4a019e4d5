import pytest
from prometheus_client.parser import text_string_to_metric_families

from web import metrics
from web.metrics import REQUESTS


@pytest.fixture
def opened(app, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS", True)
    return app.test_client()


def samples(reply):
    return {
        (sample.name, *(label for _, label in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def test_metrics_are_closed_to_the_public(client):
    assert client.get("/metrics").status_code == 404


def test_metrics_tell_requests_and_durations(opened):
    opened.get("/results/7")
    before = samples(opened.get("/metrics"))

    opened.get("/results/7")
    after = samples(opened.get("/metrics"))

    request = ("wordcount_requests_total", "results.show", "GET", "404")
    assert after[request] - before[request] == 1
    assert after["wordcount_request_seconds_count", "results.show"] >= 2


def test_metrics_tell_the_queue_and_what_came_of_pages(opened, make_result):
    make_result(status="pending")
    make_result(status="done")
    make_result(status="done")
    make_result(status="failed", error_code="timeout")

    told = samples(opened.get("/metrics"))

    assert told["wordcount_pending",] == 1
    assert told["wordcount_oldest_pending_seconds",] >= 0
    assert told["wordcount_recent_outcomes", "done"] == 2
    assert told["wordcount_recent_outcomes", "timeout"] == 1


def test_metrics_have_the_size_of_the_database_and_its_limit(opened, monkeypatch):
    monkeypatch.setitem(opened.application.config, "STORAGE_LIMIT", 900)

    told = samples(opened.get("/metrics"))

    assert told["wordcount_database_bytes",] > 1_000_000
    assert told["wordcount_storage_limit_bytes",] == 900_000_000


def test_methods_that_strangers_invent_are_one(opened):
    for number in range(3):
        opened.open("/", method=f"INVENTED{number}")

    told = samples(opened.get("/metrics"))

    methods = {key[2] for key in told if key[0] == "wordcount_requests_total"}
    assert "other" in methods
    assert not any(method.startswith("INVENTED") for method in methods)


def test_without_metrics_nothing_is_counted(client):
    client.open("/nowhere", method="LOCK")

    counted = {labels for metric in REQUESTS.collect() for labels in map(str, metric.samples)}
    assert not any("LOCK" in labels for labels in counted)


def test_without_metrics_there_is_no_file(client, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    client.get("/")

    assert list(tmp_path.iterdir()) == []


def test_the_room_for_metrics_is_taken_before_they_are_written(tmp_path):
    metrics.reserve(tmp_path)

    blocks = {file.name.split("_")[0]: file.stat().st_blocks * 512 for file in tmp_path.iterdir()}
    assert all(blocks[kind] >= size for kind, size in metrics.RESERVED.items())


def test_without_room_for_metrics_requests_are_answered_and_not_counted(
    opened, tmp_path, monkeypatch
):
    monkeypatch.setattr(metrics, "has_room", True)
    opened.get("/results/7")
    before = samples(opened.get("/metrics"))

    metrics.reserve(tmp_path / "missing")

    assert opened.get("/results/7").status_code == 404
    request = ("wordcount_requests_total", "results.show", "GET", "404")
    assert samples(opened.get("/metrics"))[request] == before[request]
