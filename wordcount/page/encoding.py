"""Decode pages in the WHATWG order: BOM, HTTP header, `<meta>`, UTF-8 if valid, detection.

Labels are those of https://encoding.spec.whatwg.org/#names-and-labels.
"""

import re

# Maps the Python codec for each WHATWG encoding to all labels of the encoding. Labels are compared
# in lowercase, with surrounding white space stripped.
LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "ibm866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 "
    "iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 "
    "iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 "
    "iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 "
    "iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
    "iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 "
    "iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 "
    "iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 "
    "iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
    "iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "
    "gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc-jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022-jp-ext": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 "
    "ksc5601 ksc_5601 windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
    "x-user-defined": "x-user-defined",
    # Encodings that are unsafe to decode: such a page becomes one U+FFFD, as in browsers.
    "replacement": "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement",
}
CODECS = {label: codec for codec, labels in LABELS.items() for label in labels.split()}

# Bytes that browsers search for a `<meta>` (HTML, "prescan a byte stream").
PRESCAN_BYTES = 1024

# Bytes used for detection: more would be slower, but not more accurate.
DETECTION_BYTES = 20_000

# The bytes that begin a non-ASCII character in UTF-8.
LEAD_BYTES = bytes(range(0xC2, 0xF5))

# The WHATWG's KOI8-U has ў and Ў where Python's has two box-drawing characters.
KOI8_U_CORRECTIONS = {ord("╝"): "ў", ord("╬"): "Ў"}

ESCAPE = b"\x1b"
ISO_2022_JP_ESCAPE = ESCAPE + b"$"

BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le"}

COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
META = re.compile(rb"<[mM][eE][tT][aA][\s/]((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*)>")
ATTRIBUTE = re.compile(rb"([^\s/=>]++)(?:\s*+(=)\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")
CHARSET = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([^\s\"';]++)", re.IGNORECASE)
XML_ENCODING = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']+)[\"']")


def to_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """Transcode `body` to UTF-8; return it unchanged if it is declared or detected as UTF-8.

    A declaration may be wrong, so the result can contain invalid bytes. Decode it with U+FFFD as
    the replacement.
    """
    declared = _codec_from_header(content_type) or _codec_from_meta(body)
    is_utf8 = declared == "utf-8" or (declared is None and _is_utf8(body))
    if is_utf8 and not body.startswith(tuple(BOMS)):
        return body
    return decode(body, content_type).encode()


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode `body`. Invalid bytes become U+FFFD."""
    for bom, codec in BOMS.items():
        if body.startswith(bom):
            return body[len(bom) :].decode(codec, "replace")

    declared = _codec_from_header(content_type) or _codec_from_meta(body)
    if declared == "replacement":
        return "\ufffd" if body else ""
    if declared == "x-user-defined":
        return "".join(chr(byte if byte < 0x80 else 0xF700 + byte) for byte in body)
    if declared == "koi8-u":
        return body.decode(declared, "replace").translate(KOI8_U_CORRECTIONS)
    if declared:
        return body.decode(declared, "replace")
    return _decode_undeclared(body)


def _is_utf8(body: bytes) -> bool:
    if _is_iso_2022_jp(body):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_iso_2022_jp(body: bytes) -> bool:
    # ISO-2022-JP consists of ASCII bytes, so it is valid UTF-8; only its escapes distinguish it.
    # Searching for one byte first is much faster.
    return ESCAPE in body and ISO_2022_JP_ESCAPE in body


def _codec_from_header(content_type: str | None) -> str | None:
    found = CHARSET.search(content_type or "")
    return CODECS.get(found[1].lower()) if found else None


def _codec_from_meta(body: bytes) -> str | None:
    head = COMMENT.sub(b"", body[:PRESCAN_BYTES])
    for meta in META.finditer(head):
        attributes = {
            name.lower(): (double or single or bare).decode("latin-1")
            for name, equals, double, single, bare in reversed(ATTRIBUTE.findall(meta[1]))
            if equals
        }
        label = attributes.get(b"charset")
        if label is None and attributes.get(b"http-equiv", "").lower() == "content-type":
            found = CHARSET.search(attributes.get(b"content", ""))
            label = found[1] if found else None
        codec = _codec_from_label(label)
        if codec:
            return codec
    found_xml = XML_ENCODING.match(head)
    return _codec_from_label(found_xml[1].decode("latin-1")) if found_xml else None


def _codec_from_label(label: str | None) -> str | None:
    # The label was found as ASCII, so the page cannot be UTF-16 (HTML, prescan, step 15).
    codec = CODECS.get((label or "").strip().lower())
    if codec in ("utf-16-be", "utf-16-le"):
        return "utf-8"
    return "cp1252" if codec == "x-user-defined" else codec


def _decode_undeclared(body: bytes) -> str:
    if _is_iso_2022_jp(body):
        return body.decode("iso2022-jp-ext", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A UTF-8 page that is truncated or damaged in a few places is still UTF-8.
        text = body.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        good = len(body) - len(body.translate(None, LEAD_BYTES)) - bad
        if good > 10 * bad or error.start >= len(body) - 3 > 0:
            return text
    return body.decode(_detect_codec(body), "replace")


def _detect_codec(body: bytes) -> str:
    # Imported here because it is slow to load and most pages do not need it.
    from chardet import EncodingEra, detect

    start = max(0, next((i for i, byte in enumerate(body) if byte >= 0x80), 0) - 200)
    sample = body[start : start + DETECTION_BYTES]
    label = (detect(sample, encoding_era=EncodingEra.MODERN_WEB)["encoding"] or "").lower()
    # chardet uses Python's names for some encodings, not the WHATWG's.
    python_names = {"cp932": "cp932", "cp949": "cp949", "cp874": "cp874"}
    codec = CODECS.get(label) or python_names.get(label)
    return codec if codec and codec not in ("utf-8", "replacement") else "cp1252"
