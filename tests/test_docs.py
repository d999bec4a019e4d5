"""The documents link to files that exist, and have the numbers of the code."""

import re

import pytest

import db
from background import worker
from settings import ROOT, WEB_THREADS, TestingConfig

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
LINKS = [
    pytest.param(document, target, id=f"{document.name}: {target}")
    for document in DOCUMENTS
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    if not target.startswith(("http:", "https:", "mailto:", "#"))
]


@pytest.mark.parametrize(("document", "target"), LINKS)
def test_a_link_leads_to_a_file(document, target):
    assert (document.parent / target.partition("#")[0]).exists()


@pytest.mark.parametrize(
    ("document", "sentences"),
    [
        (
            "README.md",
            [
                "opens at most {web} to the database, a `worker` {worker}, a migration 1",
                "one worker that is {total},",
                "× {web} on each web machine, and {worker} for each worker",
            ],
        ),
        (
            "README.ko.md",
            ["최대 {web}개, `worker`는 {worker}개, 마이그레이션은 1개", "모두 {total}개"],
        ),
        (
            "docs/DEPLOY.md",
            [
                "| web: {processes} processes of {web} each, for {threads} requests at once "
                "| {all_web} |",
                "store counts | {worker} |",
                "| left for `psql` and the like | {left} |",
                "Every further web dyno takes {all_web}, every further worker {worker}:",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_has_the_numbers_of_connections(document, sentences):
    web, processes = db.CONNECTIONS, TestingConfig({}).WEB_CONCURRENCY
    total = processes * web + worker.CONNECTIONS + 1
    numbers = {"web": web, "processes": processes, "all_web": processes * web}
    numbers |= {"worker": worker.CONNECTIONS, "total": total, "left": 20 - total}
    numbers["threads"] = WEB_THREADS

    text = " ".join((ROOT / document).read_text().split())

    missing = [each for each in sentences if each.format(**numbers) not in text]
    assert missing == []
