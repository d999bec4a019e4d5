"""Errors that a page can cause, each with a stable code and a message.

The message says what happened and what to do. Web pages, JSON responses and the command line all
show the same message.
"""


class PageError(Exception):
    """Base class of all errors that a page can cause.

    `code` is for programs and never changes once released; `str(error)` is for people.
    """

    transient = False  # whether a retry may succeed
    code = "page_error"
    message = "That page could not be counted. Try again later."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class InvalidURL(PageError):
    code = "invalid_url"
    message = "That is not the address of a web page. It looks like https://example.com/page."


class RefusedAddress(PageError):
    code = "refused_address"
    message = "That address is not on the public internet, so it is not fetched."


class UnknownHost(PageError):
    code = "unknown_host"
    message = "No server with that name was found. Check the spelling of the address."


class NoAnswer(PageError):
    transient = True
    code = "no_answer"
    message = "No web server answers at that address. Check it, or try again later."


class Timeout(PageError):
    transient = True
    code = "timeout"
    message = "That page did not answer in time. Try again later."


class TooLarge(PageError):
    code = "too_large"
    message = "That page is too large to be counted."


class TooManyRedirects(PageError):
    code = "too_many_redirects"
    message = "That page redirects too many times. Check the address."


class HTTPStatus(PageError):
    code = "http_status"
    message = "That server answered with an error instead of a page."

    def __init__(self, message: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.transient = status in (502, 503, 504)  # an upstream server is unavailable


class NotText(PageError):
    code = "not_text"
    message = "That address returns something other than text, so there are no words to count."


class BrokenReply(PageError):
    transient = True
    code = "broken_reply"
    message = "The server's response was incomplete or malformed. Try again later."


class InternalError(PageError):
    code = "internal_error"
    message = "Something went wrong on our side while counting that page. Try again later."


class CountingCrashed(PageError):
    code = "counting_crashed"
    message = "Counting that page crashed twice. Other pages can still be counted."


class EmptyText(PageError):
    code = "empty_text"
    message = "There is no text to count. Paste some text."


class QuotaExceeded(PageError):
    code = "quota_exceeded"
    message = (
        "Storing that would take more space than one client may use in a day. "
        "Try again tomorrow, or with less text."
    )
