"""Sentences in the sources of templates and modules that are not marked for translation."""

import ast
import re
from html.parser import HTMLParser

from jinja2 import Environment, nodes

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"])
TRANSLATED = {"_", "gettext", "ngettext", "pgettext"}
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}  # attributes that people read
CODE = {"code", "kbd", "script", "style"}  # elements with text of no language
HELP = {"help", "description"}  # arguments of argparse and Click
FIRST_MARK = 0xE000  # of the signs that replace expressions while the markup is read
NAMES = re.compile(
    r"\b(?:wordcount|example\.com|JSON|CSV|UTC|LIX|UTF-8|Atom|SVG|DP|logDice)\b|G²|[\w-]+=\"\""
)
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]|^[A-Z][a-z]+\b(?![.-])")


def unmarked(source):
    """Yield each text of a template that people read and that no translation can replace."""
    markup, expressions = split(source)
    reader = TextReader()
    reader.feed(markup)
    for text in reader.texts:
        printed = "".join(sign for sign in text if ord(sign) < FIRST_MARK)
        yield from filter(has_words, [printed])
        for sign in text:
            if ord(sign) >= FIRST_MARK and ord(sign) - FIRST_MARK < len(expressions):
                yield from filter(has_words, constants(expressions[ord(sign) - FIRST_MARK]))
    yield from (text for text in literals(ENVIRONMENT.parse(source)) if SENTENCE.search(text))


def has_words(text):
    return WORD.search(NAMES.sub("", text))


def split(source):
    """The markup of a template with a sign for each expression; those expressions."""
    markup, expressions, inside = [], [], None
    for _, kind, value in ENVIRONMENT.lex(source):
        if kind == "data":
            markup.append(value)
        elif kind == "variable_begin":
            inside = []
        elif kind == "variable_end":
            markup.append(chr(FIRST_MARK + len(expressions)))
            expressions.append(ENVIRONMENT.parse("{{" + "".join(inside) + "}}").body[0].nodes[0])
            inside = None
        elif inside is not None:
            inside.append(value)
    return "".join(markup), expressions


def constants(node):
    """The strings that an expression may print."""
    match node:
        case nodes.Const(value=str() as value):
            yield value
        case nodes.TemplateData(data=data):
            yield data
        case nodes.CondExpr(expr1=one, expr2=other) | nodes.BinExpr(left=one, right=other):
            yield from (*constants(one), *constants(other))
        case nodes.Concat(nodes=parts):
            yield from (text for part in parts for text in constants(part))
        case nodes.Filter(node=inner) if inner:
            yield from constants(inner)
        case nodes.Getitem(node=nodes.Dict(items=pairs)):
            yield from (text for pair in pairs for text in constants(pair.value))


def literals(node):
    """Every string of a template that is in no call of a translation."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in TRANSLATED:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from literals(child)


class TextReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.open = [], []

    def handle_starttag(self, tag, attributes):
        self.texts += [value for name, value in attributes if name in READ_ALOUD and value]
        if tag in CODE:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in CODE and self.open:
            self.open.pop()

    def handle_data(self, data):
        if not self.open:
            self.texts.append(data)


def unmarked_messages(source, errors):
    """Yield each sentence in a module that is given to an error, and that no function marks.

    `errors` are the names of functions and classes whose arguments people read. The help of
    commands is read, too.
    """
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            given = call.args if name_of(call.func) in errors else []
            help = [each.value for each in call.keywords if each.arg in HELP]
            for value in (*given, *help):
                yield from filter(SENTENCE.search, strings_in(value, constants))


def name_of(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def strings_in(node, constants):
    """The strings of an expression, and of its constants, that are in no call but of `format`."""
    match node:
        case ast.Constant(value=str() as value):
            yield value
        case ast.Name(id=name) if name in constants:
            yield from strings_in(constants[name], {})
        case ast.Call(func=ast.Attribute(value=text, attr="format")):
            yield from strings_in(text, constants)
        case ast.Call():
            pass
        case _:
            for child in ast.iter_child_nodes(node):
                yield from strings_in(child, constants)
