"""Elements by how a browser with scripting renders them (HTML, section 15)."""

# turbohtml lays out text by element. These make lines, without indents, numbers or columns.
LINE = "div"
LINES = frozenset({LINE, "li", "p", "br"})

# Elements that separate the text before and after them: blocks, cells, form controls.
BLOCKS = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html legend li listing main menu nav ol optgroup option p plaintext pre search section "
    "select summary table tbody td textarea tfoot th thead tr ul xmp".split()
)
# Elements in a line that separate the text before and after them. Their content is not text.
REPLACED = frozenset(
    "audio canvas embed iframe img input math meter object progress svg video".split()
)
# Elements that are never rendered.
UNRENDERED = frozenset("datalist noembed noframes noscript rp script style template title".split())
IMAGE = "img"
LINK = "a"
SUPERSCRIPT = "sup"
# The pronunciation of characters, shown above them.
RUBY_TEXT = "rt"

# All elements of HTML, including obsolete ones.
HTML_ELEMENTS = (
    BLOCKS
    | REPLACED
    | UNRENDERED
    | frozenset(
        "a abbr acronym applet area b base basefont bdi bdo bgsound big blink cite code data del "
        "dfn em font frame frameset head i ins kbd label link map mark marquee meta nobr output "
        "param picture q rb rt rtc ruby s samp slot small source span strike strong sub sup time "
        "track tt u var wbr".split()
    )
)
