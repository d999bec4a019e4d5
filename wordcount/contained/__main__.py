"""The child process: count pages from standard input, write the results to standard output.

A request is a JSON object and the bytes of a page or text. A reply is a JSON object, which contains
the number of parts that follow.
"""

import contextlib
import gc
import hashlib
import json
import os
import sys
import traceback
from typing import Any

from wordcount.errors import InternalError, PageError

from .child import allow_cpu_time, limit_memory, open_pipes
from .pipes import receive, send

FIELDS = ("title", "language", "language_source", "total", "distinct", "segmenter")
NICENESS = 5  # yields to the processes that answer visitors


def main() -> None:
    """Count pages until standard input ends. The arguments are bytes of memory and CPU seconds."""
    memory, cpu_seconds = int(sys.argv[1]), float(sys.argv[2])
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    requests, replies = open_pipes()
    limit_memory(memory)
    # Import what counting needs before the first request.
    answer({"kind": "page", "content_type": "text/html"}, b"<p>warm")
    gc.freeze()
    send(replies, b"ready")
    with contextlib.suppress(EOFError, BrokenPipeError):  # the parent has ended
        while True:
            request, body = json.loads(receive(requests)), receive(requests)
            allow_cpu_time(cpu_seconds)
            head, parts = answer(request, body)
            del body
            send(replies, json.dumps(head | {"parts": [*parts]}).encode(), *parts.values())
            if head.get("is_last"):
                return


def answer(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the head of the reply, and its parts by their names."""
    try:
        return count(request, body)
    except MemoryError:
        # The state of this process may be inconsistent, so it is replaced.
        return {"is_last": True}, {}
    except PageError as error:
        return {"error": error.code, "message": str(error)}, {}
    except Exception:
        return {"error": InternalError.code, "message": traceback.format_exc()}, {}


def count(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    # Imported after the limit on memory is set.
    from wordcount.analysis.length import length
    from wordcount.analysis.readability import count_long_words
    from wordcount.analysis.variety import mattr_of_sample
    from wordcount.count import count_file, count_main, count_page, count_text
    from wordcount.packs import with_segmenter
    from wordcount.page import MAIN_RULE, TEXT_RULE
    from wordcount.page.refresh import find_refresh
    from wordcount.words import RULE

    if request["kind"] == "refresh":
        return {"url": find_refresh(body, request["content_type"], request["url"])}, {}
    if request["kind"] == "list":
        return read_list(request, body)
    if request["kind"] in ("page", "file"):
        language = request.get("language")
        if request["kind"] == "page":
            counted = count_page(body, request["content_type"], language)
        else:
            counted = count_file(body, request["name"], language)
        main, main_rule, is_new = counted.main, MAIN_RULE, True
    else:
        text = body.decode()
        counted = count_text(text, request["language"])
        lines = request["main_lines"]
        main = count_main(text, lines, counted.language) if lines else None
        main_rule, is_new = None, counted.text != text
    head = {name: getattr(counted, name) for name in FIELDS}
    mattr = mattr_of_sample(counted.text, with_segmenter(counted.language, counted.segmenter))
    head |= {"text_rule": TEXT_RULE, "rule": RULE, "mattr": mattr}
    long_words = count_long_words(counted.result_all)
    measured = length(counted.text, counted.language).to_dict() | {"long_words": long_words}
    head["length"] = json.dumps(measured)
    head |= {"main_rule": main_rule}
    parts = {
        "result_all": to_json(counted.result_all),
        "result_no_stop_words": to_json(counted.result_no_stop_words),
    }
    if is_new:
        parts["text"] = counted.text.encode()
    if main:
        digest = hashlib.md5(main.text.encode(), usedforsecurity=False).hexdigest()
        head |= {"main_total": main.total, "main_distinct": main.distinct}
        head |= {"main_fingerprint": digest}
        parts["main_lines"] = to_json(main.lines)
        parts["main_all"] = to_json(main.result_all)
        parts["main_no_stop_words"] = to_json(main.result_no_stop_words)
    return head, parts


def read_list(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    from wordcount.address_lists.parse import parse_list

    found = parse_list(body, request["content_type"], request["url"])
    entries = found.write_entries().encode(errors="replace")
    return {"list": found.kind, "title": found.title}, {"entries": entries}


def to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


if __name__ == "__main__":
    main()
