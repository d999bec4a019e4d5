"""Claims, compared with a plain program of the same rules, and what they cost."""

import datetime as dt
import random
from collections import Counter

import pytest

import jobs
from jobs import turns
from models import Result

CLIENTS = [None, *(network * 8 + client * 8 for network in (b"n", b"m") for client in (b"1", b"2"))]
HOSTS = [None, "a.example", "b.example", "c.example", "d.example"]
NETWORK = slice(8)


def make_queue(chance):
    """Store pending and running results of a few clients, networks and hosts; return them."""
    now = dt.datetime.now(dt.UTC)
    for number, host in enumerate(chance.choices(HOSTS, k=chance.randrange(40))):
        Result.create(
            url=host and f"https://{host}/{number}",
            host=host,
            client=chance.choice(CLIENTS),
            priority=chance.choice([None, 0, 0, 0, 1, 2]),
            status=chance.choice(["pending", "pending", "pending", "running"]),
            queued_at=now - dt.timedelta(seconds=chance.randrange(5)),
        )
    return list(Result.select())


def client_of(result):
    return result.client and bytes(result.client)


def network_of(result):
    return result.client and bytes(result.client)[NETWORK]


def with_turns(results, owner_of, running):
    """Each of the results with its turn: how many its owner has before it and running, and one."""
    had = Counter(owner_of(result) for result in running)
    for result in results:
        had[owner_of(result)] += 1
        yield result, had[owner_of(result)]


def next_ids(results, limit, held):
    """The results that a claim is to choose."""
    busy_networks = [network for network, number in held.items() if number >= limit]
    running = [result for result in results if result.status == "running"]
    fetches = Counter(result.host for result in running if result.host)
    due = [
        result
        for result in results
        if result.status == "pending" and network_of(result) not in busy_networks
        if fetches[result.host] < turns.FETCHES_PER_HOST
    ]
    due.sort(key=lambda result: (result.priority or 0, result.queued_at, result.id))
    places = {result: place for place, result in enumerate(due)}
    order = sorted(
        with_turns(due, client_of, running),
        key=lambda each: (each[0].priority or 0, each[1], places[each[0]]),
    )
    order = with_turns([result for result, _ in order], network_of, running)
    chosen, of_networks = [], Counter()
    parts = 1 + len({network_of(result) for result in due})
    for result, turn in order:
        of_networks[network_of(result)] += 1
        own = held.get(network_of(result), 0)
        share = max(0 if own else 1, (limit - own) // parts)
        if result.client is None or of_networks[network_of(result)] <= share:
            chosen.append((result.priority or 0, turn, places[result]))
    chosen = [due[place] for *_, place in sorted(chosen)]
    nth = dict(with_turns(chosen, lambda result: result.host, [r for r in running if r.host]))
    free = [r.id for r in chosen if r.host is None or nth[r] <= turns.FETCHES_PER_HOST]
    return free[:limit]


@pytest.mark.parametrize("seed", range(40))
def test_a_claim_follows_the_rules(seed, app):
    chance = random.Random(seed)
    queue = make_queue(chance)
    limit, held = chance.randrange(1, 20), chance.choice([{}, {b"n" * 8: 3}, {b"m" * 8: 19}])

    claimed = [job.id for job in jobs.claim(limit, held)]

    assert sorted(claimed) == sorted(next_ids(queue, limit, held))


def claim_all(networks, threads):
    """How many results each network holds of so many threads, after as many claims as it takes."""
    held = Counter()
    while claimed := jobs.claim(threads - held.total(), held):
        held.update(job.turn[0] for job in claimed)
    return [held[network] for network in networks]


@pytest.mark.parametrize("number", [1, 2, 3, 6, 10, 13])
def test_slow_pages_of_some_networks_leave_a_thread_for_the_next(number, app):
    networks = [bytes([n]) * 8 for n in range(number)]
    for network in networks:
        for n in range(30):
            jobs.submit(f"https://{network.hex()}-{n}.example/", client=network * 2)

    held = claim_all(networks, 28)

    assert max(held) == min(held) <= 28 - sum(held)
    assert jobs.submit("https://next.example/", client=b"x" * 16).id in {
        job.id for job in jobs.claim(28 - sum(held), dict(zip(networks, held, strict=True)))
    }


def test_networks_that_come_one_after_another_leave_a_thread_for_the_next(app):
    networks, held = [bytes([n]) * 8 for n in range(5)], Counter()
    for network in networks:
        for n in range(30):
            jobs.submit(f"https://{network.hex()}-{n}.example/", client=network * 2)
        while claimed := jobs.claim(28 - held.total(), held):
            held.update(job.turn[0] for job in claimed)

    assert held[networks[0]] == 14
    assert held.total() < 28
