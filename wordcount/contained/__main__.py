"""The child process: count pages from standard input, write the results to standard output.

A request is a JSON object and the bytes of a page or text. A reply is a JSON object, which contains
the number of parts that follow.
"""

import contextlib
import gc
import json
import math
import os
import signal
import sys
import traceback
from typing import Any

from wordcount.errors import InternalError, PageError, TooLarge

from .pipes import receive, send
from .process import OVER_LIMITS

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # checked before each use

FIELDS = ("title", "language", "language_source", "total", "distinct", "segmenter")
NICENESS = 5  # yields to the processes that answer visitors


def main() -> None:
    """Count pages until standard input ends. The arguments are bytes of memory and CPU seconds."""
    memory, cpu_seconds = map(int, sys.argv[1:])
    # Ignore signals to all processes of a terminal or machine: the parent ends this one.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    requests = sys.stdin.buffer
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Redirect the output of libraries, which would corrupt the replies.
    log = sys.stderr.fileno() if sys.stderr else os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, sys.stdout.fileno())
    if resource:
        set_soft_limit(resource.RLIMIT_DATA, memory)
        set_soft_limit(resource.RLIMIT_CORE, 0)
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
            send(replies, json.dumps(head | {"parts": len(parts)}).encode(), *parts)
            if head.get("is_last"):
                return


def answer(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the head of the reply and its parts: all words, those without stop words, the text."""
    try:
        return count(request, body)
    except MemoryError:
        # The state of this process may be inconsistent, so it is replaced.
        return {"error": TooLarge.code, "message": OVER_LIMITS, "is_last": True}, []
    except PageError as error:
        return {"error": error.code, "message": str(error)}, []
    except Exception:
        return {"error": InternalError.code, "message": traceback.format_exc()}, []


def count(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], list[bytes]]:
    # Imported after the limit on memory is set.
    from wordcount.analysis.length import length
    from wordcount.analysis.readability import count_long_words
    from wordcount.analysis.variety import mattr_of_sample
    from wordcount.count import count_page, count_text
    from wordcount.packs import with_segmenter
    from wordcount.page import TEXT_RULE
    from wordcount.page.refresh import find_refresh
    from wordcount.words import RULE

    if request["kind"] == "refresh":
        return {"url": find_refresh(body, request["content_type"], request["url"])}, []
    if request["kind"] == "page":
        counted = count_page(body, request["content_type"], request.get("language"))
        texts = [counted.text.encode()]
    else:
        text = body.decode()
        counted = count_text(text, request.get("language"))
        texts = [] if counted.text == text else [counted.text.encode()]
    head = {name: getattr(counted, name) for name in FIELDS}
    mattr = mattr_of_sample(counted.text, with_segmenter(counted.language, counted.segmenter))
    head |= {"text_rule": TEXT_RULE, "rule": RULE, "mattr": mattr}
    long_words = count_long_words(counted.result_all)
    measured = length(counted.text, counted.language).to_dict() | {"long_words": long_words}
    head["length"] = json.dumps(measured)
    words = (counted.result_all, counted.result_no_stop_words)
    return head, [*(json.dumps(each, ensure_ascii=False).encode() for each in words), *texts]


def allow_cpu_time(seconds: int) -> None:
    """Allow `seconds` of CPU time from now on. The limit counts from the start of the process."""
    if resource:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = math.ceil(usage.ru_utime + usage.ru_stime)
        set_soft_limit(resource.RLIMIT_CPU, used + seconds)


def set_soft_limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # some platforms define the limit but reject it
        resource.setrlimit(kind, (value, hard))


if __name__ == "__main__":
    main()
