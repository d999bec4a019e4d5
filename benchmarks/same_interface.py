"""Compare every address of an earlier revision with the same address of this one.

    python -m benchmarks.same_interface --old REVISION

Both serve one database, migrated by this one, with results of every kind. Status, headers, JSON,
CSV, SVG and Atom must be equal; of HTML the forms, links and table data. JSON that differs in white
space alone, pages that differ elsewhere, and answers that are streamed by one and sent whole by the
other are counted apart. Differences that are equal but for their numbers are one kind: each is
printed with the first request that shows it, and at the end with its count.
"""

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.interface_cases import Ask, fill, requests, submissions
from benchmarks.interface_differences import Reply, differences
from benchmarks.stage import ROOT, Stage, free_port, verdict

LONGEST = 300  # characters of a difference that are printed

# In the headers of every reply of one server, and of no other.
OWN_HEADERS = {"date", "x-request-id", "server", "connection"}

# These may differ. The benchmark prints them, and a person decides.
TOLERATED = {"white space of JSON", "rest of the page", "framing"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--old", required=True, metavar="REVISION", help="the revision before")
    revision = parser.parse_args().old
    with tempfile.TemporaryDirectory(prefix="wordcount-") as folder:
        Path(folder).chmod(0o755)
        old = Path(folder) / "old"
        git("worktree", "add", "--quiet", "--detach", str(old), revision)
        try:
            with Stage(SECRET_KEY="one", WEB_CONCURRENCY="1") as stage:
                compare(stage, old)
        finally:
            git("worktree", "remove", "--force", str(old))


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def compare(stage: Stage, old: Path) -> None:
    ports = [serve(stage, root) for root in (old, ROOT)]
    fill(stage)
    seen: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for ask in [*requests(), *submissions()]:
        before, after = (answer(port, ask) for port in ports)
        seen[f"{before.status} {before.kind}"] += 1
        for kind, difference in differences(before, after):
            same = difference if kind == "status" else re.sub(r"\d+", "N", difference)
            group = kind, same[:LONGEST]
            counts[group] += 1
            if counts[group] == 1:
                shown = f"{ask.method} {ask.path[:90]} {ask.accept}\n    {difference[:LONGEST]}"
                print(f"{kind}: {shown}", flush=True)
    for (kind, difference), count in counts.most_common():
        print(f"{count:5} {kind}: {difference}")
    print(f"{sum(seen.values())} requests: {dict(sorted(seen.items()))}")
    print(f"kinds of differences: {len(counts)}; tracebacks in the logs: {stage.tracebacks()}")
    kinds = {kind for kind, _ in counts}
    verdict("status, headers, data, forms and links are the same", not kinds - TOLERATED)


def serve(stage: Stage, root: Path) -> int:
    stage.root, stage.port = root, free_port()
    stage.base = f"http://127.0.0.1:{stage.port}"
    stage.web(PORT=str(stage.port))
    return stage.port


def answer(port: int, ask: Ask) -> Reply:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    body, kind = ask.sent
    headers = {"Accept": ask.accept or "text/html", "Host": "wordcount.example"}
    if ask.path.partition("?")[0].endswith((".json", ".csv")) or (kind and "json" in kind):
        headers.pop("Accept")
    if kind:
        headers["Content-Type"] = kind
    connection.request(ask.method, ask.path, body.encode() or None, headers)
    reply = connection.getresponse()
    raw = reply.read()
    connection.close()
    found = {
        name.lower(): value for name, value in reply.getheaders() if name.lower() not in OWN_HEADERS
    }
    if "allow" in found:
        found["allow"] = ", ".join(sorted(found["allow"].split(", ")))  # it comes from a set
    if "etag" in found:
        found["etag"] = "one"  # it changes with each release
    if "set-cookie" in found:
        found["set-cookie"] = without_expiry(found["set-cookie"])
    if found.get("content-type", "").startswith("text/html") or ask.method == "POST":
        found.pop("content-length", None)
    if ask.method == "POST":
        raw = re.sub(rb'("id": ?|/results/|/corpora/)\d+', rb"\g<1>0", raw)
        raw = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+(Z|\+00:00)", b"MOMENT", raw)
        raw = re.sub(rb'(/results/0-|"token": ?")[\w.-]+', rb"\g<1>SECRET", raw)
        found = {name: without_ids(each) for name, each in found.items()}
    return Reply(reply.status, found, raw)


def without_ids(header: str) -> str:
    """Replace the ids, secrets and times of a submission."""
    header = re.sub(r"/(results|corpora)/\d+(-[\w-]+)?", r"/\1/0", header)
    return re.sub(r"^([a-z]+)[\w-]*=[^;]+", r"\1=SECRET", header)


def without_expiry(cookie: str) -> str:
    """Remove the date at which a cookie expires, which depends on the second of the request."""
    return re.sub(r"Expires=[^;]+; ", "", cookie)


if __name__ == "__main__":
    main()
