"""Whose turn it is: the order in which workers claim pending results.

Of one priority, the network with the fewest running results is first, and in it the client with
the fewest: however much a client has submitted, another one waits for no more than the next free
thread.
"""

from models import NETWORK_BYTES

FETCHES_PER_HOST = 2  # at a time, by all workers together
CONSIDERED = 5000  # due results of free hosts that a claim looks at
CLAIM_LOCK = int.from_bytes(b"claim", "big")  # an advisory lock, held by the running claim

NETWORK = f"substr(client, 1, {NETWORK_BYTES})"

# Rows from the previous release have no host. An address may be stored without its scheme.
HOST = """coalesce(host, CASE WHEN starts_with(url, 'http://') OR starts_with(url, 'https://')
    THEN split_part(url, '/', 3) ELSE split_part(url, '/', 1) END)"""

# The server receives these statements at once and runs them as one transaction, so that a worker
# that freezes cannot keep the lock. If the server crashes and loses a claim, the result is pending
# again. The previous release postpones pages of busy hosts by a future `queued_at` without an error
# code; they count as due.
CLAIM = f"""
    SET LOCAL synchronous_commit = off;
    SELECT pg_advisory_xact_lock(%(lock)s);
    WITH busy AS (
        SELECT {HOST} AS host, count(*) AS fetches
        FROM results
        WHERE status = 'running' AND url IS NOT NULL
        GROUP BY 1
    ), active AS (
        SELECT client, {NETWORK} AS network, count(*) AS pages
        FROM results
        WHERE status = 'running'
        GROUP BY 1
    ), due AS (
        SELECT id, {HOST} AS host, client, {NETWORK} AS network, queued_at,
            coalesce(priority, 0) AS priority
        FROM results
        WHERE status = 'pending'
            AND (queued_at <= clock_timestamp() OR error_code IS NULL)
            AND (client IS NULL OR {NETWORK} <> ALL(%(busy_networks)s::bytea[]))
            AND (url IS NULL OR {HOST} NOT IN (
                SELECT host FROM busy WHERE fetches >= %(fetches_per_host)s))
        ORDER BY coalesce(priority, 0), queued_at
        LIMIT %(considered)s
    ), of_clients AS (
        SELECT due.*, coalesce(pages, 0) + row_number() OVER (
            PARTITION BY client ORDER BY priority, queued_at, id) AS turn_of_client
        FROM due LEFT JOIN active USING (client, network)
    ), of_networks AS (
        SELECT of_clients.*, row_number() OVER (
            PARTITION BY network ORDER BY priority, turn_of_client, queued_at, id) AS nth
        FROM of_clients
    ), turns AS (
        SELECT of_networks.*, nth + coalesce(pages, 0) AS turn
        FROM of_networks
        LEFT JOIN (SELECT network, sum(pages) AS pages FROM active GROUP BY 1) AS _ USING (network)
        WHERE client IS NULL OR nth <= %(limit_of_network)s
    ), ranked AS (
        SELECT turns.*, row_number() OVER (
            PARTITION BY host ORDER BY priority, turn, queued_at, id) AS place
        FROM turns
    ), chosen AS (
        SELECT id
        FROM ranked LEFT JOIN busy USING (host)
        WHERE host IS NULL OR place + coalesce(fetches, 0) <= %(fetches_per_host)s
        ORDER BY priority, turn, queued_at, id
        LIMIT %(limit)s
    ), free AS (
        SELECT id
        FROM results
        WHERE id = ANY(ARRAY(SELECT id FROM chosen))
        FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE results
        SET status = 'running', attempts = attempts + 1, taken_at = clock_timestamp()
        WHERE id = ANY(ARRAY(SELECT id FROM free)) AND status = 'pending'
        RETURNING id, url, attempts, coalesce(priority, 0) AS priority, client, queued_at,
            CASE WHEN language_source = 'given' THEN language END AS language
    )
    SELECT id, url, attempts, priority, client, language
    FROM claimed
    ORDER BY priority, queued_at, id
"""
