"""Flatten declarative shadow trees into what a browser shows (HTML, section 4.12.3; DOM, 4.2.2)."""

from collections.abc import Iterable

from turbohtml import DocumentFragment, Element, Node

SHADOW_TEMPLATE = "template[shadowrootmode]"
MODES = frozenset({"open", "closed"})
# The elements that can have a shadow tree (DOM, "valid shadow host name"); custom elements have a
# hyphen in their names.
HOSTS = frozenset(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section "
    "span".split()
)


def flatten_shadow_trees(templates: Iterable[Element]) -> bool:
    """Replace the content of each shadow host by its shadow tree, with its slots filled.

    `templates` are the elements SHADOW_TEMPLATE of a page. Nodes that no slot shows are removed.
    Return whether the page has shadow trees.
    """
    hosts: set[Element] = set()
    for template in templates:
        host = template.parent
        is_valid = (template.attr("shadowrootmode") or "").lower() in MODES
        if not is_valid or not isinstance(host, Element) or host in hosts:
            continue
        if host.tag in HOSTS or "-" in host.tag:
            hosts.add(host)
            _flatten(host, template)
    return bool(hosts)


def _flatten(host: Element, template: Element) -> None:
    slots: dict[str, Element] = {}
    for slot in template.select("slot"):
        if _template_of(slot) == template:
            slots.setdefault(slot.attr("name") or "", slot)
    template.extract()
    assigned: dict[str, list[Node]] = {}
    for node in list(host.children):
        node.extract()
        name = node.attr("slot") or "" if isinstance(node, Element) else ""
        assigned.setdefault(name, []).append(node)
    for name, slot in slots.items():
        if name in assigned:
            slot.clear()
            slot.extend(assigned[name])
    for fragment in list(template.children):
        host.extend(list(fragment.children))


def _template_of(node: Node) -> Node | None:
    """Return the template that `node` is in."""
    return next((each.parent for each in node.ancestors if type(each) is DocumentFragment), None)
