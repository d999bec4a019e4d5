"""The schema of the database, and what the models want it to be."""

import types
from contextlib import contextmanager
from importlib import import_module

import corpora.hosts
import corpora.models
import corpora.sums
import db
import models
import reference.models
import watches.alerts
import watches.models
from capacity import quotas
from jobs import recounts, uploads, worker_packs

COLUMNS = """
    SELECT relname, attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid)
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = current_schema()::regnamespace
        AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""
# Without their names: peewee's models and its migrations name an index differently.
INDEXES = r"""
    SELECT indrelid::regclass::text,
        regexp_replace(
            replace(pg_get_indexdef(indexrelid), current_schema() || '.', ''), 'INDEX \S+', 'INDEX'
        ),
        CASE WHEN NOT indisvalid THEN 'INVALID' END
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = current_schema()::regnamespace
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
"""

# The queue of the release before, which may still be running, or come back.
QUEUE_TABLES = import_module("migrations.004_create_queue").TABLES

# Made by 006, 009, 012, 014, 019, 022 and 029 to 034. They have conditions, expressions or
# directions, which `--auto` does not know: in models.py it would trip. Those of 009 and 012 have
# their queries in results/search.py and models.py.
OTHER_INDEXES = {
    "results CREATE UNIQUE INDEX ON results USING btree (url)"
    " WHERE (status = ANY (ARRAY['pending'::text, 'running'::text]))",
    "results CREATE INDEX ON results USING btree"
    " (COALESCE(priority, 0), queued_at) WHERE (status = 'pending'::text)",
    "results CREATE INDEX ON results USING btree (taken_at) WHERE (status = 'running'::text)",
    "results CREATE INDEX ON results USING btree (finished_at)",
    "results CREATE INDEX ON results USING btree (id DESC) WHERE (url IS NOT NULL)",
    "results CREATE INDEX ON results USING btree (id DESC)"
    " WHERE ((url IS NOT NULL) AND (COALESCE(priority, 0) < 2))",
    "results CREATE INDEX ON results USING btree (id)"
    " WHERE ((status = 'failed'::text) AND (text IS NOT NULL))",
    "results CREATE INDEX ON results USING gin (words_of(result_all)) WITH (fastupdate='on')",
    "results CREATE INDEX ON results USING gin"
    " (to_tsvector('simple'::regconfig, \"left\"(title, 1000)))",
    "results CREATE INDEX ON results USING btree (md5(url), id)",
    "results CREATE INDEX ON results USING btree"
    " (\"left\"(split_part(url, '/'::text, 3), 255), id)",
    "results CREATE INDEX ON results USING btree (split_part(language, '-'::text, 1), id)",
    "corpus_words CREATE INDEX ON corpus_words USING btree"
    " (corpus_id, part, batch, count DESC, word)",
    "corpus_words CREATE INDEX ON corpus_words USING btree"
    " (corpus_id, part, batch, kept DESC, word)",
    "corpus_documents CREATE INDEX ON corpus_documents USING btree"
    " (corpus_id, \"position\", host) WHERE (status = 'waiting'::text)",
    "corpus_documents CREATE INDEX ON corpus_documents USING btree"
    " (corpus_id, host) WHERE (status = 'open'::text)",
    "corpus_documents CREATE INDEX ON corpus_documents USING btree"
    " (corpus_id, \"position\") WHERE ((status = 'done'::text) AND (result_id IS NULL))",
    "corpus_documents CREATE INDEX ON corpus_documents USING btree"
    " (corpus_id, \"position\") WHERE ((status = 'done'::text)"
    " AND (duplicate_of IS NULL) AND (summed_in IS NULL))",
    "corpus_documents CREATE INDEX ON corpus_documents USING btree"
    " (corpus_id, summed_in) WHERE (summed_in < 0)",
}


def schema():
    """Each column, index and constraint of the current schema, its history's aside, as a line."""
    return {
        " ".join(str(part) for part in row if part is not None)
        for query in (COLUMNS, INDEXES, CONSTRAINTS)
        for row in db.database.execute_sql(query).fetchall()
        if row[0] != "migratehistory"
    }


def wanted(tables):
    """What `schema()` would be, had the models made the tables themselves."""
    db.database.execute_sql("CREATE SCHEMA wanted; SET LOCAL search_path TO wanted")
    for table in tables:
        table.create_table(safe=False)
    for statement in QUEUE_TABLES:
        db.database.execute_sql(statement)
    found = schema()
    db.database.execute_sql("RESET search_path; DROP SCHEMA wanted CASCADE")
    return found


def models_in(source):
    """All models, where those of models.py are made from `source`."""
    module = types.ModuleType("changed_models")
    exec(compile(source, "changed_models.py", "exec"), vars(module))
    return [
        *tables_in(module),
        *tables_in(watches.models),
        *tables_in(watches.alerts),
        *tables_in(quotas),
        *tables_in(recounts),
        *tables_in(reference.models),
        *tables_in(worker_packs),
        *tables_in(corpora.models),
        *tables_in(corpora.hosts),
        *tables_in(corpora.sums),
        *tables_in(uploads),
    ]


def tables_in(module):
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, models.pw.Model)
        and value.__module__ == module.__name__
    ]


@contextmanager
def undone():
    """What is done to the schema here is gone afterwards."""
    with db.database.transaction() as transaction:
        yield
        transaction.rollback()


def drift(tables):
    """Lines that the models want and the database lacks, and the other way round."""
    return schema() ^ wanted(tables) ^ OTHER_INDEXES


TABLES = [
    *tables_in(models),
    *tables_in(watches.models),
    *tables_in(watches.alerts),
    *tables_in(quotas),
    *tables_in(recounts),
    *tables_in(reference.models),
    *tables_in(worker_packs),
    *tables_in(corpora.models),
    *tables_in(corpora.hosts),
    *tables_in(corpora.sums),
    *tables_in(uploads),
]
