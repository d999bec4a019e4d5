"""The language packs of each worker, on which the segmentation of its results depends."""

import os
import socket
import time
from collections.abc import Sequence

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database
from wordcount.packs import installed_packs, japanese_segmenter

RECORD_AFTER = 60  # seconds
FORGET_AFTER = "10 minutes"  # a worker that has recorded nothing for this long has ended
READ_AFTER = 10  # seconds

recorded_at = -RECORD_AFTER * 1.0  # by time.monotonic()
read_at = -READ_AFTER * 1.0
read_rows: "Sequence[WorkerPacks]" = ()


class WorkerPacks(pw.Model):
    """The packs of a worker, separated by spaces, and its segmenter of Japanese (null: ICU)."""

    worker = pw.TextField(primary_key=True)
    packs = pw.TextField()
    segmenter = pw.TextField(null=True)
    seen_at = DateTimeTZField(default=pw.fn.now)

    class Meta:
        database = database
        table_name = "worker_packs"


def record() -> None:
    """Record the packs of this worker, once a minute, and delete the rows of ended workers."""
    global recorded_at
    if time.monotonic() - recorded_at < RECORD_AFTER:
        return
    values = {
        "packs": " ".join(installed_packs()),
        "segmenter": japanese_segmenter(),
        "seen_at": pw.fn.now(),
    }
    WorkerPacks.insert(worker=f"{socket.gethostname()}:{os.getpid()}", **values).on_conflict(
        conflict_target=[WorkerPacks.worker], update=values
    ).execute()
    age = pw.fn.now() - pw.SQL(f"interval '{FORGET_AFTER}'")
    WorkerPacks.delete().where(WorkerPacks.seen_at < age).execute()
    recorded_at = time.monotonic()


def of_workers() -> "Sequence[WorkerPacks]":
    """Return the packs of all workers, latest first; cached for READ_AFTER seconds."""
    global read_at, read_rows
    if time.monotonic() - read_at >= READ_AFTER:
        read_rows = list(WorkerPacks.select().order_by(WorkerPacks.seen_at.desc()).limit(100))
        read_at = time.monotonic()
    return read_rows


def segmenter_of_workers() -> str | None:
    """Return the Japanese segmenter of the latest worker; without workers, this process's own."""
    workers = of_workers()
    return workers[0].segmenter if workers else japanese_segmenter()
