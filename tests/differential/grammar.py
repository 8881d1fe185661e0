"""Seeded random programs over the language that applets may use.

Grammar(seed, typescript).program() gives one program's statements as a tree (tree.py). The same seed gives
the same program everywhere. Programs observe themselves with the functions of prelude.js.
"""
import random
import re

import library
from classes import Classes
from scope import Scope
from statements import Statements
from tree import expression, items, typed
from typescript import TypeScript

PLACEHOLDER = re.compile(r"\{([a-z]+)(!?)\}|<:|:>|~([A-Za-z]\w*)")
ODD = 0.12  # how often an argument is not of the kind that it should be
KINDS = ["num", "str", "bool", "arr", "obj", "fn", "date", "re", "map", "set", "sym", "err", "trap"]
WEIGHTS = [10, 10, 5, 9, 9, 5, 2, 2, 2, 2, 2, 2, 3]

ATOMS = {
    "num": library.NUMBERS,
    "int": library.INTEGERS,
    "str": library.STRINGS,
    "bool": ["true", "false"],
    "arr": ["[]", "[1, 2, 3]", "['b', , 'a']", "[undefined, null]", "[[1, 2], [3, [4]]]", "['a', 'b', 'c', 'd']"],
    "obj": ["{}", "{a: 1, b: 'x'}", "{a: {b: {c: 1}}}", "{x: undefined, 1: 2}", "Object.create(null)"],
    "fn": ["(() => 1)", "((a, b) => a)", "(function () { return arguments.length; })", "String"],
    "cls": ["(class { })", "Array", "Object", "Error"],
    "date": ["new Date(0)", "new Date(1700000000000)", "new Date(NaN)"],
    "re": library.REGEXPS,
    "map": ["new Map()", "new Map([[1, 'a'], ['b', 2]])"],
    "set": ["new Set()", "new Set([1, 'a', 1])"],
    "sym": ["Symbol.iterator", "Symbol('s')", "Symbol.for('k')"],
    "iter": ["it('i', [1, 2, 3], 0)", "'ab'", "[1, 2]", "it('j', [7], 1)"],
    "err": ["new Error('e')", "new TypeError('t')"],
    "trap": ["trap('t', 1, 0)", "trap('u', 'x', 1)", "trap('v', 0, 2)", "trap('w', 0, 3)"],
    "any": ["undefined", "null"],
    "pairs": ["[['a', 1], ['b', 2]]", "[]"],
    "plain": ["[3, 1, 2]"],
    "arraylike": ["{length: 2, 0: 'x'}"],
    "descriptor": ["{value: 1}", "{}"],
}
ALTERNATIVES = {
    kind: [one.strip() for line in text.strip().split("\n") for one in re.split(r" \| ", line) if one.strip()]
    for kind, text in library.LIBRARY.items()
}
SPECIAL = ("key", "ident", "params", "body", "statements", "int", "target")
BINARY = ["+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=", "===", "!==", "&", "|", "^", "<<", ">>",
          ">>>", "&&", "||", "in", "instanceof", "+", "+", "**"]


class Grammar(Statements, Classes, TypeScript):
    def __init__(self, seed, typescript=False, top_level=False):
        self.random = random.Random(seed)
        self.typescript = typescript
        self.top_level = top_level
        self.counter = 0
        self.uses_moment = False
        self.size = 0

    # Choosing

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, values):
        return values[self.random.randrange(len(values))]

    def fresh(self, stem="v"):
        self.counter += 1
        return f"{stem}{self.counter}"

    def kind(self):
        return self.random.choices(KINDS, WEIGHTS)[0]

    def type_note(self):
        return typed(": " + self.pick(library.TYPES)) if self.typescript and self.chance(0.5) else ""

    # Expressions

    def atom(self, kind, scope):
        if kind == "any":
            kind = self.kind() if self.chance(0.9) else "any"
        if kind in ATOMS:
            return self.pick(ATOMS[kind])
        return self.pick(ALTERNATIVES[kind]) if kind in ("how", "hint", "small", "index", "radix") else "1"

    def variable(self, kind, scope):
        """The name of a variable that can be seen, of that kind where there is one; None without any."""
        visible = scope.visible()
        fitting = [name for name, what in visible.items() if what[1] == kind or kind == "any"]
        if scope.pending and self.chance(0.02):
            return self.pick(scope.pending)
        if fitting:
            return self.pick(fitting)
        return self.pick(list(visible)) if visible and self.chance(0.1) else None

    def target(self, scope):
        """Something that can be assigned to."""
        names = [n for n, what in scope.visible().items() if what[0] != "const" or self.chance(0.1)]
        if names and self.chance(0.7):
            return self.pick(names)
        obj = self.variable("obj", scope) or "globalThis.sink"
        if obj == "globalThis.sink":
            return obj
        return f"{obj}.{self.pick(['a', 'b', 'x'])}"

    def key_text(self, scope, depth):
        if self.chance(0.1):
            return self.value("any", scope, depth - 1)
        return self.pick(["Symbol.iterator", "Symbol.toStringTag", "'a b'", "-0", "1e3", "'\\u00e9'"]) \
            if self.chance(0.15) else "'" + self.pick(library.KEYS) + "'"

    def piece(self, kind, exact, scope, depth):
        """What stands for {kind} in a template."""
        if kind == "key":
            return self.key_text(scope, depth)
        if kind == "ident":
            return self.pick([k for k in library.KEYS if k.isidentifier()])
        if kind == "target":
            return self.target(scope)
        if kind == "params":
            return self.parameters(scope, depth)[0]
        if kind == "statements":
            return self.statement_list(Scope(scope), self.random.randrange(1, 3), depth - 2)
        if kind == "body":
            return self.function_body(Scope(scope, function=True), depth - 2)
        if kind in ("how", "hint", "small", "index", "radix") and depth <= 1:
            return self.atom(kind, scope) if "{" not in ALTERNATIVES[kind][-1] else self.pick(ALTERNATIVES[kind][:-1])
        if kind == "int":
            return self.pick(library.INTEGERS) if self.chance(0.8) else self.value("num", scope, depth - 1)
        if not exact and self.chance(ODD):
            kind = "any"
        return self.value(kind, scope, depth - 1)

    def fill(self, template, scope, depth):
        """The parts of an expression from a template."""
        parts, fresh, skipping, at = [], {}, 0, 0
        template = template.replace("~|", "|")
        for match in PLACEHOLDER.finditer(template):
            if not skipping:
                parts.append(template[at:match.start()])
            at = match.end()
            if match[0] == "<:":
                skipping = 1 if skipping or self.chance(0.5) else 0
            elif match[0] == ":>":
                skipping = 0
            elif skipping:
                continue
            elif match[3]:
                if match[3] not in fresh:
                    fresh[match[3]] = self.fresh(match[3])
                parts.append(fresh[match[3]])
            elif match[1] not in library.LIBRARY and match[1] not in SPECIAL:
                parts.append(match[0])
            else:
                piece = self.piece(match[1], match[2], scope, depth)
                parts.append(self.wrapped(piece, template, match, parts))
        parts.append(template[at:])
        return parts

    @staticmethod
    def wrapped(piece, template, match, parts):
        """In parentheses, unless it stands where any assignment expression may."""
        before = template[:match.start()].rstrip()
        after = template[match.end():].lstrip().replace(":>", "").lstrip()
        if match[1] in ("params", "body", "statements", "ident", "target"):
            return piece
        opened = before[-1:] in tuple("([,:{?") or before.endswith("return") or \
            (before.endswith(" =") and not before.endswith(" =="))
        closed = after[:1] in tuple(")],;:}")
        if opened and closed and not before.endswith("?."):
            return piece
        return expression("(", piece, ")")

    def value(self, kind, scope, depth):
        """An expression that gives such a value, more or less."""
        self.size += 1
        if self.chance(0.35):
            name = self.variable(kind, scope)
            if name is not None:
                return expression(name)
        if depth <= 0 or self.size > 400 or self.chance(0.15):
            return expression(self.atom(kind, scope))
        if kind == "any" and self.chance(0.75):
            kind = self.kind()
        if kind in ("num", "bool", "any") and self.chance(0.12):
            return self.chain(scope, depth)
        if self.chance(0.04):
            return self.assignment(scope, depth)
        if self.typescript and self.chance(0.08):
            return expression("(", self.value(kind, scope, depth - 1),
                              typed(self.pick([" as any", "!", " as unknown as string", " satisfies any"])), ")")
        template = self.pick(ALTERNATIVES[kind])
        if "new.target" in template and not scope.function:
            template = "undefined"
        return expression(*self.fill(template, scope, depth))

    def chain(self, scope, depth):
        """Operators without parentheses, for their precedence."""
        parts = [self.operand(scope, depth)]
        for _ in range(self.random.randrange(1, 4)):
            operator = self.pick(BINARY)
            if operator == "**":  # no unary operator may stand on its left
                parts = ["(", expression(*parts), ")"]
            elif operator in ("in", "instanceof"):
                right = self.value("obj" if operator == "in" else "cls", scope, depth - 2)
                parts += [f" {operator} ", expression("(", right, ")")]
                continue
            parts += [f" {operator} ", self.operand(scope, depth)]
        return expression(*parts)

    def operand(self, scope, depth):
        prefix = self.pick(["", "", "", "", "-", "+", "!", "~", "typeof "])
        return expression(prefix, "(", self.value("num" if self.chance(0.6) else "any", scope, depth - 2), ")")

    def assignment(self, scope, depth):
        target = self.target(scope)
        form = self.random.random()
        if form < 0.25:
            return expression("(", self.pick(["++", "--"]), target, ")")
        if form < 0.4:
            return expression("(", target, self.pick(["++", "--"]), ")")
        operator = self.pick(["=", "=", "=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=",
                              "^=", "&&=", "||=", "??="])
        return expression("(", target, f" {operator} ", self.value("any", scope, depth - 1), ")")

    def arguments(self, scope, depth):
        count = self.random.randrange(0, 4)
        return items(", ", [expression("..." if self.chance(0.1) else "",
                                       self.value("any", scope, depth - 1)) for _ in range(count)])

    # Programs

    def program(self):
        """The statements of one program."""
        scope = Scope(function=not self.top_level)
        strict = self.chance(0.25) and not self.top_level
        scope.strict = strict
        body = self.statement_list(scope, self.random.randrange(4, 9), 4)
        if strict:
            body.parts.insert(0, "'use strict';")
        return body
