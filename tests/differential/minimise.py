"""Makes a program that shows a difference small: takes pieces of its tree away while it still does."""
import time

from tree import Node, expression, render

LITERALS = ["0", "undefined"]


def nodes(tree):
    """Every node, outermost first."""
    if isinstance(tree, Node):
        yield tree
        for part in tree.parts:
            yield from nodes(part)


class Search:
    def __init__(self, tree, still, limit):
        self.tree = tree
        self.still = still
        self.limit = limit

    def over(self):
        return time.monotonic() > self.limit

    def attempt(self, node, parts):
        """Keeps the node's new parts where the difference stays."""
        old = node.parts
        node.parts = parts
        if self.over() or not self.still(self.tree):
            node.parts = old
            return False
        return True

    def shorten(self, node):
        """Delta debugging on the parts of a list: halves, quarters, single ones."""
        changed = False
        size = max(1, len(node.parts) // 2)
        while node.parts and not self.over():
            at = 0
            while at < len(node.parts):
                if self.attempt(node, node.parts[:at] + node.parts[at + size:]):
                    changed = True
                else:
                    at += size
            if size == 1:
                break
            size //= 2
        return changed

    def simplify(self, node):
        """An expression becomes a literal, or one of the expressions inside it."""
        text = render(node)
        if len(text) <= 2 or text in LITERALS:
            return False
        for literal in LITERALS:
            if self.attempt(node, [literal]):
                return True
        inside = [one for part in node.parts for one in nodes(part) if one.kind == "expr"]
        for inner in inside[:6]:
            if len(render(inner)) < len(text) and self.attempt(node, list(inner.parts)):
                return True
        return False

    def unwrap(self, node):
        """A statement becomes one of the statement lists inside it."""
        for inner in list(nodes(node))[1:]:
            if inner.kind in ("list", "stmt") and self.attempt(node, [inner]):
                return True
        return False

    def round(self):
        changed = False
        for node in list(nodes(self.tree)):
            if self.over():
                break
            if node.kind == "list" and node.parts:
                changed |= self.shorten(node)
        for node in list(nodes(self.tree)):
            if self.over():
                break
            if node.kind == "stmt":
                changed |= self.unwrap(node)
            elif node.kind == "expr":
                changed |= self.simplify(node)
        return changed


def copy(tree):
    if isinstance(tree, str):
        return tree
    return Node(tree.kind, [copy(part) for part in tree.parts], tree.separator)


def minimise(tree, still, limit):
    """`still` tells whether a tree shows the difference; `limit` is a time by time.monotonic()."""
    search = Search(copy(tree), still, limit)
    while not search.over() and search.round():
        pass
    return search.tree
