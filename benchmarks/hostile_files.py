"""How long the texts of others wait beside files of one client that exceed the limits of a count.

    python -m benchmarks.hostile_files

One client sends PDF and Word files of a few KB that unpack to hundreds of megabytes, or are made to
be slow, all at once; another client a network sends a short text every half a second.
"""

import json
import statistics
import threading
import time
import zipfile
import zlib
from io import BytesIO
from urllib.request import Request

from benchmarks.stage import Stage, ask, memory, verdict, wait_until

ATTACKER = "203.0.113.9"
LIMIT = 512_000_000  # bytes
SECONDS = 90  # for all files to end
EVERY = 0.5  # seconds between two texts
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RUN = b"<w:r><w:t>a</w:t></w:r>"


def make_pdf(content: bytes) -> bytes:
    """A PDF whose only page has this content."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F "
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.7\n", b""
    for number, each in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    trailer = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + places + trailer


def make_docx(body: bytes) -> bytes:
    """A Word document with this markup in its body."""
    packed = BytesIO()
    document = b"<w:document xmlns:w='%b'><w:body>%b</w:body></w:document>" % (WORD.encode(), body)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


def files() -> dict[str, bytes]:
    shown = b"BT /F 1 Tf " + b"(a b) Tj 1 0 Td " * 3_000_000 + b"ET"
    return {
        "paths.pdf": make_pdf(b"0 0 m\n" * 50_000_000),
        "words.pdf": make_pdf(shown),
        "runs.docx": make_docx(b"<w:p>" + RUN * 7_000_000 + b"</w:p>"),
        "paragraphs.docx": make_docx((b"<w:p>" + RUN + b"</w:p>") * 5_000_000),
        "more-paths.pdf": make_pdf(b"1 1 m\n" * 40_000_000),
        "tables.docx": make_docx(b"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 3_000_000),
    }


def upload(stage: Stage, name: str, body: bytes) -> str:
    """Upload a file; return the address of its result."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Accept": "application/json",
        "X-Forwarded-For": ATTACKER,
    }
    data = head.encode() + body + b"\r\n--x--\r\n"
    status, reply = ask(Request(f"{stage.base}/results", data, headers), 30)
    assert status == 202, (status, reply)
    return str(json.loads(reply)["address"])


def visit(stage: Stage, number: int) -> float:
    """The seconds until the text of a visitor is counted."""
    client, text = f"198.51.{number % 250}.7", f"the cat {number}"
    began = time.monotonic()
    status, _ = stage.submit(40, prefer="wait=20", client=client, text=text)
    assert status in (200, 202), status
    return time.monotonic() - began if status == 200 else float("inf")


def visits(stage: Stage, until: threading.Event) -> list[float]:
    waits: list[float] = []
    while not until.wait(EVERY):
        waits.append(visit(stage, len(waits)))
    return waits


def show(when: str, waits: list[float]) -> None:
    longest = ", ".join(f"{each:.2f}" for each in sorted(waits)[-5:])
    print(
        f"{when}: {len(waits)} texts waited {statistics.median(waits):.2f} s (median), "
        f"{max(waits):.2f} s at most; the longest: {longest}",
        flush=True,
    )


def main() -> None:
    bombs = files()
    with Stage(TRUSTED_PROXIES="1") as stage:
        web, worker = stage.web(), stage.worker()
        visit(stage, 0)
        show("alone", [visit(stage, number) for number in range(20)])
        peaks = {"web": 0, "worker": 0}
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.1):
                peaks["web"] = max(peaks["web"], memory(web))
                peaks["worker"] = max(peaks["worker"], memory(worker))

        def attack() -> None:
            addresses = {name: upload(stage, name, body) for name, body in bombs.items()}
            wait_until(lambda: stage.open_results() <= 1, SECONDS, "the files end")
            for name, address in addresses.items():
                found = json.loads(stage.get(address)[1])
                error = found["error"] and found["error"]["code"]
                print(f"{name}: {len(bombs[name]):,} bytes: {error or found['status']}")
            ended.set()

        threads = [threading.Thread(target=each) for each in (watch, attack)]
        for thread in threads:
            thread.start()
        beside = visits(stage, ended)
        for thread in threads:
            thread.join()
        show("beside the files", beside)
        print({name: round(peak / 1e6) for name, peak in peaks.items()}, "MB at most")
        print("tracebacks:", stage.tracebacks())
        verdict("no text waits more than a second", max(beside) < 1)
        verdict("web and worker stay below 512 MB", max(peaks.values()) < LIMIT)


if __name__ == "__main__":
    main()
