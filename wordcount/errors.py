"""What can go wrong with a page: each error has a code that never changes, and a sentence.

The sentence says what happened and what to do; the same words reach a person as a page,
a program as JSON and a terminal as a line on stderr.
"""


class PageError(Exception):
    """A page that could not be counted, and why.

    `code` is for programs and stable once released; `str(error)` is for people.
    """

    passing = False  # whether the same page may be had in a while
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
    message = "No server of that name was found. Check the spelling of the address."


class NoAnswer(PageError):
    passing = True
    code = "no_answer"
    message = "No web server answers at that address. Check it, or try again later."


class Timeout(PageError):
    passing = True
    code = "timeout"
    message = "That page did not answer in time. Try again later."


class TooLarge(PageError):
    code = "too_large"
    message = "That page is too large to be counted."


class TooManyRedirects(PageError):
    code = "too_many_redirects"
    message = "That page leads from one address to the next without arriving."


class HTTPStatus(PageError):
    code = "http_status"
    message = "That server answered with an error instead of a page."

    def __init__(self, message: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.passing = status in (502, 503, 504)  # a server behind it is away


class NotText(PageError):
    code = "not_text"
    message = "That address leads to something that is not text, so it has no words to count."


class BrokenReply(PageError):
    passing = True
    code = "broken_reply"
    message = "That server's reply broke off or made no sense. Try again later."


class InternalError(PageError):
    code = "internal_error"
    message = "Something went wrong on our side while counting that page. Try again later."


class CountingCrashed(PageError):
    code = "counting_crashed"
    message = "The program that counts words crashed on that page, twice. Other pages still count."


class EmptyText(PageError):
    code = "empty_text"
    message = "There is no text to count. Paste some words."
