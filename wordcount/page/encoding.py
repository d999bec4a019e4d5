"""Find the encoding of a page in the WHATWG order: BOM, `Content-Type`, `<meta>`, detection.

turbohtml has the decoders and labels of https://encoding.spec.whatwg.org/. Python's are different.
"""

import re
from collections import Counter

import turbohtml.detect  # registers the codecs named "whatwg-..."

from wordcount.media_type import MediaType

# Bytes used for detection: more would be slower, but not more accurate.
DETECTION_BYTES = 20_000

UTF_8_BOM = b"\xef\xbb\xbf"
BOMS = {UTF_8_BOM: "UTF-8", b"\xfe\xff": "UTF-16BE", b"\xff\xfe": "UTF-16LE"}
UTF_16 = frozenset({"UTF-16BE", "UTF-16LE"})
# Bytes that show that a page is in UTF-16 where nothing declares it: most of its first characters
# are ASCII, or it begins with "<?x" (HTML, "prescan a byte stream", step 1).
UTF_16_START = 64
UTF_16_SHARE = 0.7
XML_ENCODING = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']+)[\"']")
PRESCAN_BYTES = 1024  # where an XML declaration is searched

ESCAPE = b"\x1b"
ISO_2022_JP_ESCAPE = ESCAPE + b"$"
# The bytes that begin a non-ASCII character in UTF-8.
LEAD_BYTES = bytes(range(0xC2, 0xF5))

# The encodings to detect, by chardet's names.
DETECTED = {
    "big5hkscs": "Big5",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "euc_jis_2004": "EUC-JP",
    "euc_kr": "EUC-KR",
    "gb18030": "gb18030",
    "shift_jis_2004": "Shift_JIS",
    "cp874": "windows-874",
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859-{number}": f"ISO-8859-{number}" for number in (2, 5, 6, 7, 8)},
    "cp866": "IBM866",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
}
MULTI_BYTE = frozenset("Big5 EUC-JP EUC-KR GBK Shift_JIS gb18030".split())
# Encodings whose text is hardly mistaken for that of others.
DISTINCT = MULTI_BYTE | {"windows-874", "windows-1253", "windows-1255"}
# Encodings of Latin letters, by chardet's names. Few bytes say little: they are windows-1252,
# unless chardet has SURE times the confidence in another one.
LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2")
FEW = 4  # bytes that are not ASCII
SURE = 1.5
ASCII = bytes(range(0x80))
WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
# Bytes that are never the second of a character in these encodings.
BREAKS = re.compile(rb"[\t\n\r <>]+")
SHARES = 4
MIN_VOTES = 3


def declared_encoding(body: bytes, media_type: MediaType | None) -> str | None:
    """Return the WHATWG name of the encoding that a BOM, `Content-Type` or UTF-16 itself shows."""
    bom = next(filter(body.startswith, BOMS), None)
    if bom:
        return BOMS[bom]
    found = _find_label(media_type.charset) if media_type and media_type.charset else None
    return found or _detect_utf_16(body)


def guess_encoding(body: bytes) -> str:
    """Return the encoding of a page without a declaration that HTML or HTTP knows.

    It is that of an XML declaration, else UTF-8 if at most a few bytes are invalid, else detected.
    """
    xml = XML_ENCODING.match(body[:PRESCAN_BYTES])
    label = _find_label(xml[1].decode("latin-1")) if xml else None
    if label:
        # The declaration was found as ASCII, so the page cannot be UTF-16.
        return "UTF-8" if label.startswith("UTF-16") else label
    # ISO-2022-JP consists of ASCII bytes, so it is valid UTF-8; only its escapes distinguish it.
    # Searching for one byte first is much faster.
    if ESCAPE in body and ISO_2022_JP_ESCAPE in body:
        return "ISO-2022-JP"
    return "UTF-8" if _is_utf8(body) else _detect(body)


def decode(body: bytes, encoding: str) -> str:
    """Decode `body`, without its BOM if any. Invalid bytes become U+FFFD."""
    return body.decode(f"whatwg-{encoding}").removeprefix("\ufeff")


def _detect_utf_16(body: bytes) -> str | None:
    start = body[:UTF_16_START]
    if 0 not in start:
        return None
    for encoding, first, second in (("UTF-16LE", 0, 1), ("UTF-16BE", 1, 0)):
        zeros = start[second::2].count(0)
        if "<?x".encode(encoding) == start[:6]:
            return encoding
        if not start[first::2].count(0) and zeros > UTF_16_SHARE * len(start) / 2:
            return encoding
    return None


def _find_label(label: str) -> str | None:
    """Return the WHATWG name of the encoding with this label, or None if there is none."""
    try:
        return turbohtml.parse(b"", encoding=label).encoding
    except (LookupError, UnicodeError):
        return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        # A UTF-8 page that is truncated or damaged in a few places is still UTF-8.
        bad = body.decode("utf-8", "replace").count("\ufffd")
        good = len(body) - len(body.translate(None, LEAD_BYTES)) - bad
        return good > 10 * bad or (good > 0 and error.start >= len(body) - 3)
    return True


def _detect(body: bytes) -> str:
    # Imported here because it is slow to load and most pages do not need it.
    from chardet import EncodingEra, detect

    start = max(0, next((i for i, byte in enumerate(body) if byte >= 0x80), 0) - 200)
    sample = body[start : start + DETECTION_BYTES]
    name = detect(
        sample, encoding_era=EncodingEra.ALL, include_encodings=DETECTED, compat_names=False
    )["encoding"]
    encoding = DETECTED.get(name or "", "windows-1252")
    if encoding in MULTI_BYTE:
        return encoding
    damaged = _detect_damaged(sample)
    if damaged not in MULTI_BYTE and _is_latin(sample):
        return _detect_latin(sample, encoding)
    return damaged or encoding


def _is_latin(sample: bytes) -> bool:
    """Whether most words with bytes that are not ASCII have ASCII letters, too."""
    found: list[bytes] = WORD.findall(sample)
    words = [word for word in found if not word.isascii()]
    return 2 * sum(word[:1].isalpha() or word[-1:].isalpha() for word in words) > len(words)


def _detect_latin(sample: bytes, encoding: str) -> str:
    """Return an encoding of Latin letters: `encoding` if it is one and there are many accents."""
    from chardet import EncodingEra, detect_all

    has_few = len(sample.translate(None, ASCII)) <= FEW
    if not has_few and encoding in map(DETECTED.get, LATIN):
        return encoding
    found = detect_all(
        sample, encoding_era=EncodingEra.ALL, include_encodings=LATIN, compat_names=False,
        ignore_threshold=True,
    )  # fmt: skip
    # chardet finds no encoding, which it calls None, in what looks like no text.
    scores = {str(each["encoding"]): each["confidence"] for each in found if each["encoding"]}
    best = max(scores, key=scores.__getitem__, default="cp1252")
    is_sure = scores.get(best, 0) > (SURE if has_few else 1) * scores.get("cp1252", 0)
    return DETECTED[best] if is_sure else "windows-1252"


def _detect_damaged(sample: bytes) -> str | None:
    """Return the encoding of most shares of `sample`, if it is a distinct one.

    A single invalid byte rules out an encoding for the detectors, but only in its share.
    """
    words = BREAKS.split(sample)
    shares = [b" ".join(words[first::SHARES]) for first in range(SHARES)]
    votes = Counter(turbohtml.detect.detect(share).encoding for share in shares)
    encoding, count = votes.most_common(1)[0]
    return encoding if count >= MIN_VOTES and encoding in DISTINCT else None
