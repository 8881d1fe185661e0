"""Generated programs as trees, so that the minimiser can take pieces away and still have programs.

A node is an expression ("expr"), a statement ("stmt"), or a list of either with a separator ("list");
the rest of the text stands between them as strings. "typed" stands in the TypeScript text only;
"either" has one text for TypeScript and another for JavaScript.
"""


class Node:
    __slots__ = ("kind", "parts", "separator")

    def __init__(self, kind, parts, separator=""):
        self.kind = kind
        self.parts = parts
        self.separator = separator


def expression(*parts):
    return Node("expr", list(parts))


def statement(*parts):
    return Node("stmt", list(parts))


def guarded(*parts):
    """A statement whose exception is shown."""
    return Node("stmt", ["try { ", *parts, " } catch (e) { p(e); }"])


def items(separator, parts):
    return Node("list", list(parts), separator)


def typed(text):
    return Node("typed", [text])


def either(typescript, javascript):
    return Node("either", [typescript, javascript])


def render(node, typescript=False):
    """The program's text, as TypeScript or with the types erased."""
    if isinstance(node, str):
        return node
    if node.kind == "typed" and not typescript:
        return ""
    if node.kind == "either":
        return render(node.parts[0 if typescript else 1], typescript)
    return node.separator.join([render(part, typescript) for part in node.parts])
