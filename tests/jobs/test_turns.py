"""Claims, compared with a plain program of the same rules, and what they cost."""

import datetime as dt
import random
from collections import Counter
from math import ceil

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


def next_ids(results, limit, busy_networks):
    """The results that a claim is to choose."""
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
    for result, turn in order:
        of_networks[network_of(result)] += 1
        if result.client is None or of_networks[network_of(result)] <= ceil(limit / 2):
            chosen.append((result.priority or 0, turn, places[result]))
    chosen = [due[place] for *_, place in sorted(chosen)]
    nth = dict(with_turns(chosen, lambda result: result.host, [r for r in running if r.host]))
    free = [r.id for r in chosen if r.host is None or nth[r] <= turns.FETCHES_PER_HOST]
    return free[:limit]


@pytest.mark.parametrize("seed", range(40))
def test_a_claim_follows_the_rules(seed, app):
    chance = random.Random(seed)
    queue = make_queue(chance)
    limit, busy = chance.randrange(1, 20), chance.choice([[], [], [b"n" * 8]])

    claimed = [job.id for job in jobs.claim(limit, busy)]

    assert sorted(claimed) == sorted(next_ids(queue, limit, busy))
