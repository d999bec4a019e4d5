"""Resolve host names within a time limit, which the system's resolver does not support."""

import queue
import socket
import threading
from ipaddress import ip_address

from wordcount.errors import Timeout
from wordcount.messages import N_

from .deadline import Deadline
from .networks import IPAddress

# Lookups at once. One that hangs continues in its thread after its fetch has ended, for up to half
# a minute (three servers, two attempts of 5 seconds each: resolv.conf(5)).
MAX_LOOKUPS = 32

_slots = threading.BoundedSemaphore(MAX_LOOKUPS)


def resolve(name: str, port: int, deadline: Deadline) -> list[IPAddress]:
    """Return the IP addresses of `name`. Raises gaierror, or Timeout at the deadline.

    The system's resolver cannot be interrupted, so it runs in a thread of its own. At the deadline,
    this thread is abandoned; it ends when the resolver times out.
    """
    outcome: queue.SimpleQueue[list[IPAddress] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(name.encode("ascii"), port, type=socket.SOCK_STREAM)
            outcome.put([ip_address(address[0]) for *_, address in found])
        except OSError as exc:
            outcome.put(exc)
        finally:
            _slots.release()

    if not _slots.acquire(timeout=deadline.remaining()):
        raise Timeout(N_("Too many names are being looked up at the moment. Try again later."))
    try:
        threading.Thread(target=look_up, name="resolver", daemon=True).start()
    except BaseException:
        _slots.release()
        raise
    try:
        answers = outcome.get(timeout=deadline.remaining())
    except queue.Empty as exc:
        raise deadline.timeout() from exc
    if isinstance(answers, OSError):
        raise answers
    return answers
