import datetime as dt

import pytest

import jobs
import settings
from background.maintenance import maintain, queue_watched
from capacity.quotas import Quota
from models import Result
from watches import Subscription, Watch
from watches.places import NoPlace
from watches.subscriptions import expire, subscribe

PAGE = "https://example.com/page"


def now():
    return dt.datetime.now(dt.UTC)


def watch(client, every, **values):
    return client.post("/watches", data={"url": PAGE, "every": every}, **values)


def make_due():
    Watch.update(next_at=now() - dt.timedelta(days=30)).execute()


@pytest.mark.parametrize(("every", "hours"), [("hour", 1), ("day", 24), ("week", 168)])
def test_a_page_is_watched_from_now_on(every, hours, client):
    reply = watch(client, every)

    [watched] = Watch.select()
    assert (reply.status_code, reply.location) == (303, "/watches")
    assert (watched.url, watched.every) == (PAGE, every)
    assert abs(watched.next_at - now() - dt.timedelta(hours=hours)) < dt.timedelta(minutes=5)


def test_a_page_is_watched_once_at_the_last_interval(client):
    watch(client, "hour")
    watch(client, "week")

    assert [watched.every for watched in Watch.select()] == ["week"]


def test_watching_is_stopped(client):
    watch(client, "hour")

    watch(client, "never")

    assert Watch.select().count() == 0


def test_there_is_an_end_to_how_many_pages_are_watched(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 1)
    watch(client, "hour")

    reply = client.post("/watches", json={"url": "https://example.com/other", "every": "hour"})

    assert reply.status_code == 503
    assert reply.json["error"]["message"].startswith("No more pages can be watched on this server.")
    assert Watch.select().count() == 1


def test_a_program_can_watch(client):
    reply = client.post("/watches", json={"url": PAGE, "every": "day"})

    assert reply.status_code == 200
    assert reply.json.keys() == {"url", "every", "token", "ends_at"}
    assert (reply.json["url"], reply.json["every"]) == (PAGE, "day")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"url": PAGE}, 400),
        ({"url": PAGE, "every": "second"}, 400),
        ({"url": PAGE, "every": []}, 400),
        ({"every": "day"}, 422),
        ({"url": "http://127.0.0.1:1/", "every": "day"}, 422),
    ],
    ids=["no interval", "another interval", "no text", "no address", "a private address"],
)
def test_what_cannot_be_watched_is_refused(fields, status, client):
    assert client.post("/watches", json=fields).status_code == status
    assert Watch.select().count() == 0


def test_a_watched_page_is_counted_when_its_turn_comes(client):
    watch(client, "day")
    Result.delete().execute()
    queue_watched()
    assert Result.select().count() == 0

    make_due()
    queue_watched()
    queue_watched()

    assert [result.url for result in Result.select()] == [PAGE]
    assert Watch.get().next_at > now() + dt.timedelta(hours=23)


def test_a_watched_page_is_counted_after_what_somebody_waits_for(client):
    watch(client, "day")
    Result.delete().execute()
    make_due()
    queue_watched()

    jobs.submit(text="somebody waits")

    assert [job.url for _ in range(2) for job in jobs.claim(1)] == [None, PAGE]


def test_the_worker_looks_after_watched_pages(client):
    watch(client, "hour")
    Result.delete().execute()
    make_due()

    maintain()

    assert Result.select().count() == 1


def test_the_history_of_a_page_says_that_it_is_watched(client, make_result):
    make_result(url=PAGE, text="…")
    assert 'value="day">every day</button>' in client.get(f"/pages?url={PAGE}").text

    watch(client, "day")

    page = client.get(f"/pages?url={PAGE}").text
    assert "Recounted every day" in page
    assert "Stop watching" in page


@pytest.fixture
def other(app):
    """The browser of another visitor."""
    return app.test_client()


def send(client, every, token=None, url=PAGE):
    """Watch as a program does."""
    return client.post("/watches", json={"url": url, "every": every, "token": token})


def listed(client, query=""):
    return client.get(f"/watches.json{query}").json["watches"]


def test_two_visitors_watch_one_page_and_neither_stops_the_other(client, other):
    watch(client, "day")
    watch(other, "hour")

    watch(client, "never")

    assert (listed(client), [each["every"] for each in listed(other)]) == ([], ["hour"])
    assert Watch.get().every == "hour"


@pytest.mark.parametrize("every", ["never", "pause"])
@pytest.mark.parametrize("token", [None, "x" * 22], ids=["none", "another"])
def test_nobody_stops_or_pauses_without_the_token(every, token, client, other):
    watch(client, "day")

    reply = send(other, every, token)

    assert (reply.status_code, reply.json["error"]["code"]) == (404, "not_found")
    assert [each["paused"] for each in listed(client)] == [False]


@pytest.mark.parametrize("token", ["x", "x" * 23, "x" * 21 + "é", 7, ["x" * 22]])
def test_a_malformed_token_is_a_bad_request(token, client):
    assert send(client, "day", token).status_code == 400
    assert Subscription.select().count() == 0


def test_a_program_changes_its_subscription_by_its_token(client):
    token = send(client, "day").json["token"]

    assert send(client, "week", token).json["token"] == token
    assert [each["every"] for each in listed(client, f"?token={token}")] == ["week"]
    assert send(client, "never", token).status_code == 200
    assert Watch.select().count() == 0


def test_a_page_says_that_others_watch_it_but_not_that_the_visitor_does(client, other, make_result):
    make_result(url=PAGE)
    watch(client, "day")
    watch(client, "pause")

    own, another = (each.get(f"/pages?url={PAGE}").text for each in (client, other))

    assert "Someone else already watches this page" in another
    assert "Someone else already watches this page" not in own


def test_tokens_are_not_stored(client):
    token = send(client, "day").json["token"]

    stored = Subscription.get()
    assert token.encode() not in bytes(stored.token_hash) + bytes(stored.client)


def test_a_page_is_counted_at_the_shortest_interval_of_those_that_are_not_paused(client, other):
    watch(client, "week")
    watch(other, "hour")
    shortest = Watch.get().every

    watch(other, "pause")

    assert (shortest, Watch.get().every) == ("hour", "week")


def test_a_page_is_not_counted_while_all_have_paused(client):
    watch(client, "hour")
    watch(client, "pause")
    Result.delete().execute()
    make_due()
    queue_watched()
    paused = Result.select().count()

    watch(client, "hour")

    assert (paused, Result.select().count()) == (0, 1)


def test_a_subscription_ends_and_its_watch_with_it(client, other):
    watch(client, "hour")
    watch(other, "day", follow_redirects=False)
    first, second = Subscription.select().order_by(Subscription.id)
    end(first)
    expire()
    remaining = [(each.url, each.every) for each in Watch.select()]

    end(second)
    expire()

    assert remaining == [(PAGE, "day")]
    assert Watch.select().count() == 0


def end(subscription):
    subscription.ends_at = now() - dt.timedelta(seconds=1)
    subscription.save()


@pytest.mark.parametrize("path", ["/watches", f"/pages?url={PAGE}"])
def test_a_subscription_that_is_looked_at_lasts_for_another_90_days(path, client, make_result):
    make_result(url=PAGE)
    watch(client, "day")
    Subscription.update(ends_at=now() + dt.timedelta(days=1)).execute()

    client.get(path)

    assert Subscription.get().ends_at > now() + dt.timedelta(days=89)


def test_a_watch_of_the_release_before_lasts_for_another_90_days(client):
    Watch.create(url=PAGE, every="hour", next_at=now())
    queue_watched()

    expire()
    expire()

    [adopted] = Subscription.select()
    assert (adopted.token_hash, adopted.host, adopted.every) == (None, "example.com", "hour")
    assert now() + dt.timedelta(days=89) < adopted.ends_at < now() + dt.timedelta(days=91)
    assert Result.select().count() == 1


def from_network(client, number, url, address="198.{}.100.7"):
    """Watch as a program of another network does."""
    return client.application.test_client().post(
        "/watches",
        json={"url": url, "every": "day"},
        environ_base={"REMOTE_ADDR": address.format(number)},
    )


def test_one_client_has_a_share(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 40)
    for number in range(2):
        send(client, "day", url=f"https://{number}.example/")

    reply = send(client, "day", url="https://another.example/")
    elsewhere = from_network(client, 7, PAGE)

    assert reply.status_code == 429
    assert reply.json["error"]["message"].startswith("You already watch 2 pages.")
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("address", ["2001:db8:1:{}::1", "192.0.2.{}"], ids=["IPv6", "IPv4"])
def test_one_network_has_a_share(address, client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 12)

    replies = [
        from_network(client, number, f"https://{number}.example/", address) for number in range(4)
    ]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert "from your network" in replies[-1].json["error"]["message"]
    assert from_network(client, 51, "https://5.example/").status_code == 200


def test_one_host_has_a_share(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 19)
    watch(client, "day")

    again = send(client, "day")
    reply = from_network(client, 7, "https://example.com/other")

    assert (again.status_code, reply.status_code) == (200, 503)
    assert "1 pages of that host are already watched" in reply.json["error"]["message"]
    assert from_network(client, 7, "https://example.org/").status_code == 200


def test_one_client_and_one_network_leave_places_of_a_host_for_others(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 171)  # of which a host has nine
    pages = [f"https://example.com/{number}" for number in range(20)]
    own = [send(client, "day", url=url) for url in pages[:4]]
    network = [from_network(client, n, pages[n], "127.0.0.{}") for n in range(4, 8)]

    assert [reply.status_code for reply in own] == [200, 200, 200, 429]
    assert "You already watch 3 pages of that host" in own[-1].json["error"]["message"]
    assert [reply.status_code for reply in network] == [200, 200, 429, 429]
    assert "5 pages of that host are already watched from your network" in network[-1].text
    assert from_network(client, 1, pages[10]).status_code == 200


def subscribe_all(network, clients, pages):
    """Subscribe to as many pages, of as many hosts, as a network may; return their number."""
    for number in range(clients):
        client = bytes([network]) * 8 + number.to_bytes(8)
        for page in range(pages):
            host = f"{network}-{number}-{page}.example"
            try:
                subscribe(f"https://{host}/", host, "day", client * 2, [client])
            except NoPlace:
                break
    return Watch.select().count()


def test_networks_that_take_all_they_may_leave_watches_for_the_next(app, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 60)

    watched = [subscribe_all(network, clients=20, pages=4) for network in range(7)]

    assert watched[0] == 12
    assert watched == sorted(set(watched))


def test_a_page_that_is_watched_already_takes_no_place_of_a_watch(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_WATCHES", 1)
    watch(client, "day")

    assert from_network(client, 7, PAGE).status_code == 200
    assert Watch.select().count() == 1


def test_subscriptions_have_shares_too(client, monkeypatch):
    monkeypatch.setattr("watches.places.MAX_SUBSCRIPTIONS", 1)
    watch(client, "day")

    reply = from_network(client, 7, PAGE)

    assert reply.status_code == 503


def test_a_secret_link_shows_and_stops_subscriptions_elsewhere(client, other):
    watch(client, "day")
    token = client.get_cookie("watcher").value

    page = other.get(f"/watches?token={token}")
    reply = other.post("/watches", data={"url": PAGE, "every": "never", "token": token})

    assert f'name="token" value="{token}"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert reply.location == f"/watches?token={token}"
    assert other.get_cookie("watcher") is None
    assert listed(client) == []


def test_a_page_that_is_added_beside_a_secret_link_is_in_the_visitors_own_list(client, other):
    watch(client, "day")
    token = client.get_cookie("watcher").value

    page = other.get(f"/watches?token={token}").text
    form = page[page.index('class="count"') : page.index("</form>")]
    reply = watch_another(other)

    assert "anyone who has the link can see and change it" in page
    assert token not in form
    assert reply.location == "/watches"
    assert [each["url"] for each in listed(client)] == [PAGE]
    assert [each["url"] for each in listed(other)] == ["https://example.org/"]


def watch_another(client):
    fields = {"url": "https://example.org/", "every": "day"}
    return client.post("/watches?then=watches", data=fields)


def test_the_secret_link_of_ones_own_list_is_that_list(client):
    watch(client, "day")
    token = client.get_cookie("watcher").value

    page = client.get(f"/watches?token={token}").text

    assert "anyone who has the link can see and change it" not in page
    assert 'name="token"' not in page


def test_an_unknown_secret_link_shows_an_empty_list(client):
    assert "This list has no pages." in client.get(f"/watches?token={'x' * 22}").text


def count_in_vain(days, **values):
    values = {"status": "failed", "error_code": "unknown_host"} | values
    Result.create(url=PAGE, created_at=now() - dt.timedelta(days=days), **values)


def test_a_watch_ends_whose_host_was_unknown_for_days(client):
    watch(client, "day")
    Result.delete().execute()
    for days in (4, 0):
        count_in_vain(days)
    make_due()

    queue_watched()

    assert (Watch.select().count(), Subscription.select().count()) == (0, 0)


@pytest.mark.parametrize(
    "earlier",
    [
        {"days": 1},
        {"days": 4, "error_code": "timeout"},
        {"days": 9, "status": "done", "error_code": None},
    ],
    ids=["since yesterday", "another error", "counted once"],
)
def test_other_failures_do_not_end_a_watch(earlier, client):
    watch(client, "day")
    Result.delete().execute()
    count_in_vain(**earlier)
    count_in_vain(0)
    make_due()

    queue_watched()

    assert Watch.select().count() == 1
    assert Result.select().where(Result.status == "pending").count() == 1


def test_a_watch_takes_over_no_count_in_another_language(client):
    watch(client, "week")
    Result.delete().execute()
    open_result = jobs.submit(PAGE, client=b"x" * 16, language="ko")
    make_due()

    queue_watched()

    assert Result.get_by_id(open_result.id).is_shared is None
    assert Watch.get().next_at < now() + dt.timedelta(minutes=2)


def test_watched_counts_are_charged_for_their_rows(client, monkeypatch):
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)
    watch(client, "day")
    Result.delete().execute()
    make_due()
    queue_watched()
    counted = Result.select().count()
    Result.delete().execute()
    Quota.update(size=4_000_000).execute()
    make_due()

    queue_watched()

    assert (counted, Result.select().count()) == (1, 0)
    assert Watch.get().next_at > now()


def test_visitors_see_their_own_watches_only(client, other):
    watch(client, "day")

    assert [each["url"] for each in listed(client)] == [PAGE]
    assert listed(other) == []
    assert "You are not watching any pages yet" in other.get("/watches").text


def test_the_operator_lists_and_stops_watches(app, client):
    send(client, "day")
    send(client, "hour")
    run = app.test_cli_runner().invoke

    [line] = run(args=["watches"]).output.splitlines()
    assert line.startswith("hour\t")
    assert line.split("\t")[2] == "2"
    assert line.endswith(f"\t{PAGE}")
    assert run(args=["watches", "--stop", PAGE]).output == ""
    assert run(args=["watches", "--stop", PAGE]).exit_code == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(client):
    watch(client, "day")

    cookie = client.get_cookie("watcher")
    assert (cookie.http_only, cookie.same_site, len(cookie.value)) == (True, "Lax", 22)


def test_code_from_before_subscriptions_still_starts_and_stops_watches(client):
    """Both releases run side by side for a moment."""
    watch(client, "week")
    sooner = now() + dt.timedelta(hours=1)
    values = {"every": "hour", "next_at": sooner}
    upsert = Watch.insert(url=PAGE, **values).on_conflict(
        conflict_target=[Watch.url], update=values
    )
    upsert.execute()
    expire()
    kept = Watch.get().every

    Watch.delete().where(Watch.url == PAGE).execute()

    assert (kept, Subscription.select().count()) == ("hour", 0)


def bare(site, path="/news"):
    """The address of a page that has http only, without its scheme."""
    site.pages[path] = b"<p>news of today"
    return f"127.0.0.1:{site.port}{path}"


def test_a_watch_begins_with_a_count(client, work, site):
    url = site.url("/news")
    site.pages["/news"] = b"<p>news of today"

    reply = client.post("/watches", data={"url": url, "every": "week"})
    work()

    assert reply.location == "/watches"
    assert [result.status for result in Result.select()] == ["done"]
    [watched] = listed(client)
    assert (watched["url"], watched["last_status"], watched["last_id"]) == (url, "done", 1)


def test_a_page_that_was_just_counted_is_not_counted_again(client, make_result):
    make_result(url=PAGE)

    reply = watch(client, "day")

    assert reply.location == f"/pages?url={PAGE}&begins=earlier"
    assert Result.select().count() == 1


def test_a_watch_needs_a_place_in_the_queue(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 0)

    assert send(client, "day").status_code in (429, 503)
    assert Subscription.select().count() == 0


def test_an_address_without_a_scheme_becomes_the_one_that_was_found(client, work, site):
    address = bare(site)
    token = send(client, "day", url=address).json["token"]

    work()

    assert [each["url"] for each in listed(client, f"?token={token}")] == [site.url("/news")]
    assert send(client, "never", token, url=address).status_code == 200
    assert Watch.select().count() == 0


def test_an_address_without_a_scheme_is_that_which_was_counted(client, work, site):
    address = bare(site)
    client.post("/results", data={"url": address})
    work()

    reply = send(client, "day", url=address)

    assert reply.json["url"] == site.url("/news")
    assert "Recounted every day" in seen_by(client, reply, f"/pages?url={address}")


def seen_by(client, reply, path):
    client.set_cookie("watcher", reply.json["token"])
    return client.get(path).text


def test_the_history_of_a_page_without_https_watches_the_address_that_works(client, work, site):
    address = bare(site)
    client.post("/results", data={"url": address})
    work()

    page = client.get(f"/pages?url={address}").text

    assert f'name="url" value="{site.url("/news")}"' in page
    assert "https://127.0.0.1" not in page


def test_a_watch_is_stopped_before_its_scheme_is_known(client, site):
    address = bare(site)
    token = send(client, "day", url=address).json["token"]

    assert send(client, "never", token, url=f"https://{address}").status_code == 200
    assert Watch.select().count() == 0


def test_two_watches_of_one_address_become_one(client, other, work, site):
    address = bare(site)
    first = send(client, "day", url=address).json["token"]
    send(client, "week", first, url=site.url("/news"))
    second = send(other, "hour", url=address).json["token"]
    for token, url in [(first, address), (second, address)]:
        alert = {"url": url, "word": "news", "when": "gone", "token": token}
        assert client.post("/alerts", json=alert).status_code == 201

    work()

    assert [(each.url, each.every) for each in Watch.select()] == [(site.url("/news"), "hour")]
    for token in (first, second):
        [watched] = listed(client, f"?token={token}")
        assert [alert["word"] for alert in watched["alerts"]] == ["news"]


def test_the_list_shows_the_last_count_and_the_last_change(client, make_result):
    for text in ("one", "two", "two", None):
        values = {"fingerprint": text, "text_rule": 1} if text else {"status": "failed"}
        make_result(url=PAGE, text=text, **values)
    watch(client, "day")
    Result.delete().where(Result.status == "pending").execute()

    [watched] = listed(client)
    page = client.get("/watches").text

    assert (watched["last_id"], watched["last_status"]) == (4, "failed")
    assert (watched["changed_from"], watched["changed_id"]) == (1, 2)
    assert "/changes?from=1&amp;to=2" in page
    assert "(failed)" in page


def test_a_change_of_the_rules_is_no_change_of_the_page(client, make_result):
    for rule in (1, 2):
        make_result(url=PAGE, text="one", fingerprint=str(rule), text_rule=rule)
    watch(client, "day")

    assert listed(client)[0]["changed_id"] is None


def test_buttons_of_the_list_lead_back_to_it(client, make_result):
    make_result(url=PAGE)
    watch(client, "day")

    reply = client.post("/watches?then=watches", data={"url": PAGE, "every": "pause"})

    assert (reply.status_code, reply.location) == (303, "/watches")
    assert "when you resume it" in client.get("/watches").text


def test_watches_are_in_the_navigation(client):
    assert 'href="/watches"' in client.get("/").text


def test_the_list_comes_as_a_table(client):
    watch(client, "day")

    head, row = client.get("/watches.csv").text.split()

    assert head.split(",")[:3] == ["url", "every", "paused"]
    assert row.split(",")[:3] == [PAGE, "day", "false"]
    assert len(head.split(",")) == len(row.split(","))


def test_a_watch_that_begins_with_an_earlier_count_says_so(client, make_result):
    make_result(url=PAGE, created_at=now())

    reply = watch(client, "day", follow_redirects=True)

    assert "so the watch begins with it" in reply.text
    assert "so the watch begins with it" not in client.get(f"/pages?url={PAGE}").text


@pytest.mark.parametrize("fields", [{}, {"url": ""}, {"text": "the cat"}], ids=str)
def test_a_watch_without_an_address_asks_for_one(fields, client):
    reply = client.post("/watches", json={"every": "day", **fields})

    assert reply.status_code == 422
    assert reply.json["error"]["message"].startswith("Send the address of a page, such as")


def test_a_malformed_token_is_refused_with_its_length(client):
    reply = client.get("/watches.json?token=bogus")

    assert reply.status_code == 400
    assert "token must be one that an earlier answer returned" in reply.text
