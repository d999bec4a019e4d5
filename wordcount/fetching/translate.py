"""Translate the errors of the network and its libraries into the errors of errors.py."""

import contextlib
import http.client
import logging
import socket
import ssl
from collections.abc import Iterator

from urllib3.exceptions import HTTPError, ReadTimeoutError

from wordcount.errors import (
    BrokenReply,
    MisconfiguredServer,
    NoAnswer,
    PageError,
    Timeout,
    UnknownHost,
)
from wordcount.messages import N_

from .deadline import Deadline

# urllib3 logs malformed headers with a traceback. Errors that matter are raised anyway.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

NOT_TRUSTED = N_("That server's certificate is not valid, so it is not trusted. Check the address.")


@contextlib.contextmanager
def translate_errors(deadline: Deadline) -> Iterator[None]:
    """Raise every error of the block as a PageError. Network errors are translated only here."""
    try:
        yield
    except PageError:
        raise
    # http.client raises ValueError for malformed numbers in a response.
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as exc:
        raise _translate(exc, deadline) from exc


def _translate(exc: Exception, deadline: Deadline) -> PageError:
    if deadline.has_expired:
        return deadline.timeout()  # the deadline shut the connection down, which caused the error
    match exc:
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return UnknownHost(N_("The name of that server cannot be looked up. Try again later."))
        case socket.gaierror():
            return UnknownHost()
        case ssl.SSLCertVerificationError():
            return MisconfiguredServer(NOT_TRUSTED)
        case TimeoutError() | ReadTimeoutError():
            return Timeout()
        case http.client.HTTPException():
            return BrokenReply()
        case ssl.SSLError():
            return NoAnswer(
                N_("That server offers no secure connection. Try its address with http://.")
            )
        case OSError():
            return NoAnswer()
        case _:
            return BrokenReply()
