"""How PDFs of a few KB that need a gigabyte by themselves end in a worker.

    python -m benchmarks.hostile_pdfs [--alone]

Each is uploaded as a file, one after the other, and a text of another client after it. With
`--alone`, each is only read in a process without limits, to see how much it would take.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterable

from benchmarks.hostile_files import upload, visit
from benchmarks.stage import ROOT, Stage, memory, verdict, wait_until

LIMIT = 512_000_000  # bytes
MEGABYTE = 1_000_000
READ = """
import resource, sys
from wordcount.documents.pdf import read_pdf
try:
    read_pdf(open(sys.argv[1], "rb").read())
    ended = "read"
except Exception as error:
    ended = type(error).__name__
print(ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<%b>>>>"
FONT = b"/Font<</F <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
SHOW = b"BT /F 1 Tf (a) Tj ET"


def pack(parts: Iterable[bytes]) -> bytes:
    """The parts, deflated twice: a gigabyte of the same bytes takes a few KB."""
    inner, outer = zlib.compressobj(9), zlib.compressobj(9)
    packed = [outer.compress(inner.compress(part)) for part in parts]
    return b"".join([*packed, outer.compress(inner.flush()), outer.flush()])


def stream(parts: Iterable[bytes], entries: bytes = b"") -> bytes:
    packed = pack(parts)
    return b"<<%b/Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%b\nendstream" % (
        entries,
        len(packed),
        packed,
    )


def write_pdf(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    body, places = b"%PDF-1.7\n", b""
    for number, each in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    size = len(places) // 20 + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + places + trailer


def with_content(*parts: bytes, resources: bytes = FONT) -> bytes:
    return write_pdf([CATALOG, PAGES, PAGE % resources, stream(parts)])


def many_paths() -> bytes:
    return with_content(*[b"0 0 m 1 1 l\n" * (MEGABYTE // 12)] * 400)


def spaces() -> bytes:
    return with_content(*[b" " * MEGABYTE] * 1_200, SHOW)


def text() -> bytes:
    return with_content(b"BT /F 1 Tf ", *[b"(a b) Tj 1 0 Td " * (MEGABYTE // 16)] * 300, b" ET")


def huge_image() -> bytes:
    image = b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray"
    image += b"/BitsPerComponent 8"
    resources = FONT + b"/XObject<</I 5 0 R>>"
    content = stream([b"q 99 0 0 99 0 0 cm /I Do Q " + SHOW])
    picture = stream([b"\0" * MEGABYTE] * 900, image)
    return write_pdf([CATALOG, PAGES, PAGE % resources, content, picture])


def inline_image() -> bytes:
    head = b"q BI /W 30000 /H 30000 /CS /G /BPC 8 ID "
    return with_content(head, *[b"\0" * MEGABYTE] * 900, b" EI Q ", SHOW)


def character_map() -> bytes:
    """A font whose characters are mapped by a gigabyte."""
    line = b"<0041> <0042>\n"
    cmap = [
        b"begincmap 100 beginbfchar\n",
        *[line * (MEGABYTE // 14)] * 1_000,
        b"endbfchar endcmap",
    ]
    font = b"/Font<</F <</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>>>"
    return write_pdf([CATALOG, PAGES, PAGE % font, stream([SHOW]), stream(cmap)])


def object_stream() -> bytes:
    """The page is in a stream of objects, which has a gigabyte of white space."""
    page = PAGE % FONT
    objects = [b"3 0 ", page, *[b" " * MEGABYTE] * 1_000]
    packed = stream(objects, b"/Type/ObjStm/N 1/First 4")
    body, places = b"%PDF-1.7\n", {}
    for number, each in ((1, CATALOG), (2, PAGES), (4, stream([SHOW])), (5, packed)):
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    rows = [(0, 0, 255), (1, places[1], 0), (1, places[2], 0), (2, 5, 0)]
    rows += [(1, places[4], 0), (1, places[5], 0), (1, len(body), 0)]
    table = b"".join(
        bytes([kind]) + place.to_bytes(4) + bytes([last]) for kind, place, last in rows
    )
    entries = b"/Type/XRef/Size 7/W[1 4 1]/Root 1 0 R"
    start = len(body)
    body += b"6 0 obj\n%b\nendobj\n" % stream([table], entries)
    return body + b"startxref\n%d\n%%%%EOF\n" % start


def array() -> bytes:
    """A content that is one array of 300 million numbers."""
    return with_content(b"BT /F 1 Tf [", *[b"1 " * (MEGABYTE // 2)] * 600, b"] TJ ET")


PDFS: dict[str, Callable[[], bytes]] = {
    each.__name__: each
    for each in (
        many_paths, spaces, text, huge_image, inline_image, character_map, object_stream, array,
    )
}  # fmt: skip


def alone(name: str, body: bytes) -> None:
    """Print how a process without limits reads it, and its peak of memory."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        began = time.monotonic()
        command = [sys.executable, "-c", READ, file.name]
        try:
            ended = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=120, preexec_fn=bound
            )
        except subprocess.TimeoutExpired:
            print(f"{name}: {len(body):,} bytes: not read in 120 s", flush=True)
            return
    said = ended.stdout.strip() or f"status {ended.returncode} {ended.stderr[-200:]}"
    print(f"{name}: {len(body):,} bytes: {said} KB, {time.monotonic() - began:.1f} s", flush=True)


def bound() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (4_000_000_000, 4_000_000_000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    bodies = {name: make() for name, make in PDFS.items() if options.only in name}
    if options.alone:
        for name, body in bodies.items():
            alone(name, body)
        return
    with Stage(TRUSTED_PROXIES="1") as stage:
        web, worker = stage.web(), stage.worker()
        visit(stage, 0)
        peaks = {"web": 0, "worker": 0}
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.02):
                peaks["web"] = max(peaks["web"], memory(web))
                peaks["worker"] = max(peaks["worker"], memory(worker))

        watcher = threading.Thread(target=watch)
        watcher.start()
        codes, waits = [], []
        for number, (name, body) in enumerate(bodies.items(), 1):
            began = time.monotonic()
            address = upload(stage, f"{name}.pdf", body)
            wait_until(lambda: stage.open_results() == 0, 90, f"{name} ends")
            taken = time.monotonic() - began
            found = json.loads(stage.get(address)[1])
            codes.append(found["error"]["code"] if found["error"] else found["status"])
            waits.append(visit(stage, number))
            print(
                f"{name}: {len(body):,} bytes: {codes[-1]} after {taken:.1f} s; "
                f"the next text in {waits[-1]:.2f} s; {peaks['worker'] / 1e6:.0f} MB at most",
                flush=True,
            )
        ended.set()
        watcher.join()
        print({name: round(peak / 1e6) for name, peak in peaks.items()}, "MB at most")
        print("tracebacks:", stage.tracebacks())
        verdict("each is read or too large", {*codes} <= {"too_large", "done", "no_text"})
        verdict("web and worker stay below 512 MB", max(peaks.values()) < LIMIT)
        verdict("the next text is counted within a second", max(waits) < 1)
        verdict("neither was killed", web.poll() is None and worker.poll() is None)


if __name__ == "__main__":
    main()
