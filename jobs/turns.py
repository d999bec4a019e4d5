"""Whose turn it is: the order in which workers claim pending results.

Within a priority, the network with the fewest running results comes first, and within it the
client with the fewest: however much a client has submitted, another one waits for no more than the
next free thread.
"""

from models import NETWORK_BYTES, OF_CORPORA

FETCHES_PER_HOST = 2  # at a time, by all workers together
CORPORA_AT_ONCE = 2  # per claim; a worker claims ten times a second, so others get turns, too
CONSIDERED = 5000  # due results of free hosts that a claim looks at, in about 10 milliseconds
CLAIM_LOCK = int.from_bytes(b"claim", "big")  # an advisory lock, held by the running claim

NETWORK = f"substr(client, 1, {NETWORK_BYTES})"

# Rows from the previous release have no host. An address may be stored without its scheme.
HOST = """coalesce(host, CASE WHEN starts_with(url, 'http://') OR starts_with(url, 'https://')
    THEN split_part(url, '/', 3) ELSE split_part(url, '/', 1) END)"""

# The server receives these statements together and runs them as one transaction, so that a worker
# that freezes cannot keep the lock. If the server crashes and loses a claim, the result is pending
# again. The previous release postpones pages of busy hosts by a future `queued_at` without an error
# code; they count as due. Running results are ranked before all due ones: they have had their turn.
# No more of a client are ranked than its network may get, so one with thousands costs little. What
# a network holds of the worker's threads and what is left of them are to be equal at last, so that
# one without a thread finds a free one.
CLAIM = f"""
    SET LOCAL synchronous_commit = off;
    SELECT pg_advisory_xact_lock(%(lock)s);
    WITH running AS (
        SELECT {HOST} AS host, client FROM results WHERE status = 'running'
    ), due AS (
        SELECT id, {HOST} AS host, client, coalesce(priority, 0) AS priority,
            row_number() OVER (ORDER BY coalesce(priority, 0), queued_at, id) AS place
        FROM results
        WHERE status = 'pending'
            AND (queued_at <= clock_timestamp() OR error_code IS NULL)
            AND (client IS NULL OR {NETWORK} <> ALL(%(busy_networks)s::bytea[]))
            AND (url IS NULL OR {HOST} NOT IN (
                SELECT host FROM running WHERE host IS NOT NULL
                GROUP BY 1 HAVING count(*) >= %(fetches_per_host)s))
        ORDER BY coalesce(priority, 0), queued_at, id
        LIMIT %(considered)s
    ), of_clients AS (
        SELECT *, {NETWORK} AS network, row_number() OVER turns AS turn_of_client,
            count(id) OVER turns AS nth_of_client
        FROM (
            SELECT NULL AS id, host, client, -1 AS priority, -1 AS place FROM running
            UNION ALL
            SELECT * FROM due
        ) AS considered
        WINDOW turns AS (PARTITION BY client ORDER BY place ROWS UNBOUNDED PRECEDING)
    ), of_networks AS (
        SELECT *, row_number() OVER turns AS turn, count(id) OVER turns AS nth_of_network
        FROM of_clients
        WHERE client IS NULL OR nth_of_client <= %(limit_of_network)s
        WINDOW turns AS (
            PARTITION BY network ORDER BY priority, turn_of_client, place ROWS UNBOUNDED PRECEDING)
    ), of_hosts AS (
        SELECT of_networks.*,
            row_number() OVER (PARTITION BY host ORDER BY priority, turn, place) AS nth_of_host
        FROM of_networks
        LEFT JOIN unnest(%(networks)s::bytea[], %(held)s::integer[]) AS here(network, held)
            USING (network)
        WHERE id IS NULL OR client IS NULL OR held IS NULL AND nth_of_network = 1
            OR nth_of_network <= (%(limit)s - coalesce(held, 0)) / (
                1 + (SELECT count(*) FROM of_networks WHERE id IS NOT NULL AND nth_of_network = 1))
    ), in_order AS (
        SELECT id, priority, turn, place, count(*) FILTER (WHERE priority = {OF_CORPORA})
            OVER (ORDER BY priority, turn, place) AS nth_of_corpora
        FROM of_hosts
        WHERE id IS NOT NULL AND (host IS NULL OR nth_of_host <= %(fetches_per_host)s)
    ), chosen AS (
        SELECT id
        FROM in_order
        WHERE nth_of_corpora <= {CORPORA_AT_ONCE}
        ORDER BY priority, turn, place
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

# The seconds until the next retry is due.
NEXT = """
    SELECT extract(EPOCH FROM min(queued_at) - now())::float FROM results
    WHERE status = 'pending' AND queued_at > now()
"""
