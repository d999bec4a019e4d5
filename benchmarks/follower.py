"""A real follower by streaming replication: read from, lagging, stopped and started again.

    python -m benchmarks.follower

Shows that lists are read there, that a result it does not have yet is found all the same, and
that stopping it breaks nothing.
"""

import json
import time
from collections import Counter

from benchmarks.database import Database
from benchmarks.stage import Stage, verdict, wait_until


def main() -> None:
    with Stage() as stage:
        for number in range(60):
            stage.database.rows(
                "INSERT INTO results (url, status, total, result_all) VALUES (%s, 'done', 1, %s)",
                f"https://example.com/{number}",
                '{"word": 1}',
            )
        follower = Database(stage.database.folder.with_name("follower"))
        stage.followers.append(follower)
        follower.follow(stage.database)
        stage.web(DATABASE_FOLLOWER_URL=follower.url)
        stage.worker()
        reads_lists(stage, follower)
        lags(stage, follower)
        is_away(stage, follower)


def reads_lists(stage: Stage, follower: Database) -> None:
    before = scans(follower), scans(stage.database)
    for _ in range(50):
        stage.get("/results")
    time.sleep(11)  # until idle connections have told the statistics what they did
    there, here = scans(follower) - before[0], scans(stage.database) - before[1]
    print(f"50 lists: {there} scans at the follower; at the primary, worker included, {here}")
    verdict("lists are read from the follower", there >= 50)


def scans(database: Database) -> int:
    [[number]] = database.rows(
        "SELECT coalesce(sum(seq_scan + idx_scan), 0)::int FROM pg_stat_user_tables"
        " WHERE relname = 'results'"
    )
    return int(number)


def lags(stage: Stage, follower: Database) -> None:
    """Stop the follower's replay, and count a page that it will not know of."""
    follower.rows("SELECT pg_wal_replay_pause()")
    status, result = stage.submit(url=stage.site.url("/fresh"), prefer="wait=20")
    found = [stage.get(f"/results/{result['id']}") for _ in range(20)]
    right = [code for code, body in found if code == 200 and json.loads(body)["status"] == "done"]
    _, listed = stage.get("/results")
    is_listed = result["id"] in [each["id"] for each in json.loads(listed)["results"]]
    print(f"fresh result: {status}, then found {len(right)} of 20 times; listed: {is_listed}")
    verdict("a fresh result is found all the same", status == 200 and len(right) == 20)
    follower.rows("SELECT pg_wal_replay_resume()")
    wait_until(lambda: str(result["id"]).encode() in stage.get("/results")[1], 20, "it is listed")


def is_away(stage: Stage, follower: Database) -> None:
    follower.stop()
    statuses: Counter[int] = Counter()
    slowest = 0.0
    for number in range(200):
        began = time.monotonic()
        statuses[stage.get(("/results", "/", "/results/1")[number % 3])[0]] += 1
        slowest = max(slowest, time.monotonic() - began)
    status, _ = stage.submit(url=stage.site.url("/away"), prefer="wait=20")
    print(f"stopped: {dict(statuses)}, slowest {slowest:.3f} s; submission {status}")
    verdict("stopping the follower breaks nothing", set(statuses) == {200} and status == 200)
    follower.start()
    before = scans(follower)

    def is_read() -> bool:
        stage.get("/results")
        return scans(follower) > before

    seconds = wait_until(is_read, 30, "it is read again", every=0.5)
    print(f"read again {seconds:.1f} s after its start")
    print("tracebacks:", stage.tracebacks())


if __name__ == "__main__":
    main()
