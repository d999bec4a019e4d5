"""Names to IP addresses, within a time limit: the system's resolver knows none."""

import queue
import socket
import threading
from ipaddress import ip_address

from wordcount.errors import Timeout

from .deadline import Deadline
from .networks import IPAddress

# Look-ups under way at once. One that hangs goes on in its thread after its fetch has ended, and
# takes up to half a minute (three servers, twice 5 seconds each: resolv.conf(5)).
LOOK_UPS_LIMIT = 32

_free = threading.BoundedSemaphore(LOOK_UPS_LIMIT)


def resolve(name: str, port: int, deadline: Deadline) -> list[IPAddress]:
    """Return the IP addresses of `name`; raise gaierror, or Timeout at the deadline.

    The system's resolver cannot be interrupted, so it is left behind in a thread of its own,
    where its own time-outs end it.
    """
    outcome: queue.SimpleQueue[list[IPAddress] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(name.encode("ascii"), port, type=socket.SOCK_STREAM)
            outcome.put([ip_address(place[0]) for *_, place in found])
        except OSError as exc:
            outcome.put(exc)
        finally:
            _free.release()

    if not _free.acquire(timeout=deadline.left()):
        raise Timeout("Too many names are being looked up at the moment. Try again later.")
    try:
        threading.Thread(target=look_up, name="resolver", daemon=True).start()
    except BaseException:
        _free.release()
        raise
    try:
        answers = outcome.get(timeout=deadline.left())
    except queue.Empty as exc:
        raise deadline.timeout() from exc
    if isinstance(answers, OSError):
        raise answers
    return answers
