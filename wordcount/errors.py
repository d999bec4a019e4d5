"""Errors that a page can cause, each with a stable code and a message.

The message says what happened and what to do. Web pages, JSON responses and the command line all
show the same message.
"""

from wordcount.messages import N_


class PageError(Exception):
    """Base class of all errors that a page can cause.

    `code` is for programs and never changes once released; `str(error)` is for people. `values` are
    those of a message with names in it, such as %(host)s.
    """

    transient = False  # whether a retry may succeed
    retry_after = 0.0  # seconds to wait before it, at least
    code = "page_error"
    message = N_("That page could not be counted. Try again later.")

    def __init__(self, message: str | None = None, **values: object) -> None:
        text = message or self.message
        super().__init__(text % values if values else text)


class InvalidURL(PageError):
    code = "invalid_url"
    message = N_(
        "That is not the address of a web page. An address looks like https://example.com/page."
    )


class InvalidLanguage(PageError):
    code = "invalid_language"
    message = N_(
        "That is not a known language. Write its name or its tag, such as Korean, ko or pt-BR."
    )


class RefusedAddress(PageError):
    code = "refused_address"
    message = N_("That address is not on the public internet, so it is not fetched.")


class UnknownHost(PageError):
    code = "unknown_host"
    message = N_("No server with that name was found. Check the spelling of the address.")


class NoAnswer(PageError):
    transient = True
    code = "no_answer"
    message = N_("No web server answers at that address. Check it, or try again later.")


class ServerBusy(PageError):
    """This process has as many connections to the server as it may have. Fetch the page later.

    `was_asked` is whether a request was sent already: that of a page which redirects to the server.
    """

    code = "server_busy"
    message = N_("That server is already sending other pages. This one waits for its turn.")
    message_if_asked = N_(
        "That page redirects to a server that is busy sending other pages. Try again later."
    )

    def __init__(self, message: str | None = None, was_asked: bool = False) -> None:
        super().__init__(message or (self.message_if_asked if was_asked else None))
        self.was_asked = was_asked


class Timeout(PageError):
    transient = True
    code = "timeout"
    message = N_("That page did not answer in time. Try again later.")


class TooLarge(PageError):
    code = "too_large"
    message = N_("That page is too large to be counted.")


class TooManyRedirects(PageError):
    code = "too_many_redirects"
    message = N_("That page redirects too many times. Check the address.")


class HTTPStatus(PageError):
    """The server answered with another status than 200.

    `retry_after` is the number of seconds that it asks to wait (RFC 9110, section 10.2.3).
    """

    code = "http_status"
    message = N_("That server answered with an error instead of a page.")

    def __init__(
        self,
        message: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after or 0
        # An upstream server is unavailable, or the server says when to come back.
        self.transient = status in (502, 503, 504) or (status == 429 and retry_after is not None)


class RobotsDisallowed(PageError):
    code = "robots_disallowed"
    message = N_(
        "The robots.txt of that site asks programs not to fetch this page, so it is not counted "
        "automatically. You can still count it yourself."
    )


class NotText(PageError):
    code = "not_text"
    message = N_("That address returns something other than text, so there are no words to count.")


class UnsupportedFile(PageError):
    code = "unsupported_file"
    message = N_(
        "That file is of a kind whose text cannot be read. "
        "Save it as PDF, Word document (.docx), EPUB, web page or plain text."
    )


class EncryptedFile(PageError):
    code = "encrypted_file"
    message = N_("That file is locked by a password or by copy protection, so it cannot be read.")


class BrokenFile(PageError):
    code = "broken_file"
    message = N_("That file is damaged or incomplete, so its text cannot be read.")


class SeveralFiles(PageError):
    code = "several_files"
    message = N_("That zip has several files. Count them one at a time, or as a corpus.")


class NoText(PageError):
    code = "no_text"
    message = N_(
        "That file has no text. If it shows words, they are images: "
        "a program for text recognition (OCR) can turn them into text."
    )


class NotAList(PageError):
    code = "not_a_list"
    message = N_(
        "That address returns neither a sitemap nor a feed. Send the address of one, or a list of "
        "addresses."
    )


class EmptyList(PageError):
    code = "empty_list"
    message = N_("That list has no address of a web page.")


class TooLongList(PageError):
    code = "too_many_addresses"
    message = N_("That list has too many addresses. Send a part of it.")

    @classmethod
    def beyond(cls, limit: int) -> "TooLongList":
        return cls(
            N_("That list has more than %(most)s addresses. Send a part of it."), most=f"{limit:,}"
        )


class BrokenReply(PageError):
    transient = True
    code = "broken_reply"
    message = N_("The server's response was incomplete or malformed. Try again later.")


class MisconfiguredServer(BrokenReply):
    """The server sends what it means to send: a retry would fail as well."""

    transient = False


class InternalError(PageError):
    code = "internal_error"
    message = N_("Something went wrong on our side while counting that page. Try again later.")


class CountingCrashed(PageError):
    code = "counting_crashed"
    message = N_("Counting that page crashed twice. Other pages can still be counted.")


class Stopped(PageError):
    code = "stopped"
    message = N_("This count was stopped before it was finished.")


class EmptyText(PageError):
    code = "empty_text"
    message = N_("There is no text to count. Paste some text.")


class QuotaExceeded(PageError):
    code = "quota_exceeded"
    message = N_(
        "Storing that would take more space than one client may use in a day. "
        "Try again tomorrow, or with less text."
    )
