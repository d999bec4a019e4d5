"""Decide whether the field of the front page contains an address or a text."""

from ipaddress import ip_address

MAX_ADDRESS = 2_000  # characters; nothing longer is an address


def with_source(fields: dict[str, object]) -> dict[str, object]:
    """Return the fields of a submission with `url` or `text` instead of `source`.

    Empty ones are left out: browsers send the field beside a file, or a file that was not chosen.
    """
    fields = {name: value for name, value in fields.items() if getattr(value, "filename", True)}
    source = fields.pop("source", None)
    if source is None or ("file" in fields and not str(source).strip()):
        return fields
    return fields | fields_of(str(source))


def fields_of(source: str) -> dict[str, object]:
    """Return `source` as the field `url` or `text` of a submission."""
    return {"url": source.strip()} if is_address(source) else {"text": source}


def is_address(source: str) -> bool:
    """Whether the source is meant as the address of a page.

    An address is one word that has a scheme or begins with a host: a name with a full stop and a
    top-level domain of at least two letters (RFC 1123, section 2.1), localhost, or an IP address.
    An empty source is a missing address.
    """
    address = source.strip()
    if len(address) > MAX_ADDRESS or len(address.split()) > 1:
        return False
    scheme, has_scheme, _ = address.partition("://")
    if not address or (has_scheme and scheme.isascii() and scheme.isalpha()):
        return True
    host = address.partition("/")[0].partition("?")[0].partition("#")[0]
    return is_host(host.partition(":")[0]) or is_ip_address(host)


def is_mistyped(source: str) -> bool:
    """Whether the source is one word that looks like an address but is not: *htp:/x*, *www.x*."""
    word = source.strip()
    if len(word) > MAX_ADDRESS or len(word.split()) != 1 or is_address(word):
        return False
    scheme, has_colon, rest = word.partition(":")
    has_scheme = bool(has_colon) and scheme.isascii() and scheme.isalpha() and rest[:1] == "/"
    host, has_path, _ = word.partition("/")
    is_like_host = "." in host.strip(".") and any(map(str.isalpha, host)) and bool(has_path)
    return has_scheme or word.lower().startswith("www.") or is_like_host


def is_host(name: str) -> bool:
    *labels, top = name.lower().removesuffix(".").split(".")
    if not labels:
        return top == "localhost"
    is_top = len(top) >= 2 and (top.isalpha() or top.startswith("xn--"))
    return is_top and all(label.replace("-", "").isalnum() for label in labels)


def is_ip_address(host: str) -> bool:
    """Whether the host, perhaps with a port, is an IPv4 address or a bracketed IPv6 address."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
