"""Classes of generated programs: fields, accessors, private names, super, static blocks, heritage."""
from scope import Scope
from tree import expression, guarded, items, statement

HERITAGE = ["Array", "Error", "Map", "Set", "Object", "String", "RegExp", "TypeError", "Number", "Boolean",
            "(function (a) { this.a = a; })", "(class { constructor() { return {a: 1}; } })",
            "(class extends Date { constructor(a = 5) { super(a); } })"]
NAMES = ["a", "b", "m", "g", "'x y'", "0"]


class Classes:
    def class_observation(self, scope, depth):
        name = self.fresh("C")
        heritage, derived = self.heritage(scope)
        parts = [f"class {name}"]
        if heritage is not None:
            parts += [" extends ", heritage]
        members = self.members(name, derived, scope, depth)
        declaration = statement(*parts, " {\n", members, "\n}")
        scope.names[name] = ("class", "cls")
        shown = [statement(f"p(Object.getOwnPropertyNames({name}.prototype));"), statement(f"p({name});")]
        instance = self.fresh("o")
        scope.names[instance] = ("var", "obj")
        shown.append(guarded(f"var {instance} = new {name}(", self.arguments(scope, 2), f"); p({instance});"))
        for _ in range(self.random.randrange(0, 4)):
            member = self.pick([".a", ".b", ".m", ".g", "['x y']", "[0]"])
            owner = self.pick([instance, instance, name])
            form = self.random.randrange(4)
            if form == 0:
                shown.append(guarded(f"p({owner}{member});"))
            elif form == 1:
                shown.append(guarded(f"p({owner}{member} = ", self.value("any", scope, 1), f"); p({owner});"))
            else:
                shown.append(guarded(f"p({owner}{member}(", self.arguments(scope, 1), "));"))
        if self.chance(0.15):
            shown.append(guarded(f"p({name}(", self.arguments(scope, 1), "));"))
        return statement(items("\n", [declaration, *shown]))

    def heritage(self, scope):
        """What follows "extends", or None; and whether constructors must call super."""
        self.odd_heritage = False
        form = self.random.random()
        classes = [n for n, what in scope.visible().items() if what == ("class", "cls")]
        if form < 0.45:
            return None, False
        if classes and form < 0.75:
            self.odd_heritage = True  # it may have been assigned to
            return expression(self.pick(classes)), True
        if form < 0.78 and not self.typescript:
            return expression("null"), True
        if form < 0.82:
            self.odd_heritage = True
            return expression("(", self.value("any", scope, 2), ")"), True
        return expression(self.pick(HERITAGE)), True

    def members(self, name, derived, scope, depth):
        inner = Scope(scope, function=True)
        inner.strict = True
        inner.names[name] = ("const", "cls")
        privates = ["#p", "#q"][:self.random.randrange(0, 3)]
        made = []
        for private in privates:
            made.append(self.private_member(private, inner))
        if self.chance(0.6):
            made.append(self.constructor(derived, privates, inner, depth))
        for _ in range(self.random.randrange(1, 5)):
            made.append(self.member(privates, inner, depth))
        self.random.shuffle(made)
        return items("\n", made)

    def inside(self, privates, scope):
        """An expression for a place where `this`, super and the private names may be used."""
        forms = ["this.a", "this", "new.target", "this.b = 1", "this.m", "typeof this"]
        forms += [f"this.{private}" for private in privates] * 2
        forms += [f"this.{private} = 2" for private in privates]
        forms += [f"this.{private}()" for private in privates]
        forms += [f"this?.{private}" for private in privates] + [f"({{a: 1}}).{private}" for private in privates]
        forms += ["super.a", "super.m(1)", "super.a = 3", "super['g']", "() => super.m", "super.toString"]
        if self.chance(0.6):
            return expression(self.pick(forms))
        return self.value("any", scope, 2)

    def private_member(self, private, scope):
        form = self.random.randrange(5)
        static = "static " if self.chance(0.15) else ""
        if form < 2:
            return statement(f"{static}{private} = ", self.value("any", scope, 1), ";")
        if form == 2:
            return statement(f"{static}{private}() {{ step(); return this.a; }}")
        if form == 3:
            return statement(f"{static}get {private}() {{ return t('get {private}', ",
                             self.value("any", scope, 1), "); }")
        return statement(f"{static}{private};")

    def constructor(self, derived, privates, scope, depth):
        parameters, inner = self.parameters(scope, depth)
        inner.strict = True
        parts = ["step();"]
        if derived and self.chance(0.9):
            parts.append(expression("super(", self.arguments(inner, 1), ");"))
        for _ in range(self.random.randrange(0, 3)):
            parts.append(statement("p(", self.inside(privates, inner), ");"))
        if self.chance(0.1):
            parts.append(statement("return ", self.value("any", inner, 1), ";"))
        return statement("constructor(", parameters, ") { ", items(" ", parts), " }")

    def member_key(self, scope):
        # Node.js evaluates keys before it looks at what an odd heritage gave; ECMA-262 15.7.14 step 8 does not
        if self.chance(0.1) and not self.odd_heritage:
            return expression("[t('k', ", self.key_text(scope, 1), ")]")
        return self.pick(NAMES)

    def member(self, privates, scope, depth):
        static = "static " if self.chance(0.25) else ""
        key = self.member_key(scope)
        inner = Scope(scope, function=True)
        form = self.random.randrange(10)
        body = self.inside(privates, inner)
        if form < 4:
            parameters, inner = self.parameters(scope, depth)
            body = self.inside(privates, inner)
            return statement(static, key, "(", parameters, ") { step(); p(", body, "); return ",
                             self.value("any", inner, depth - 2), "; }")
        if form == 4:
            return statement(static, "get ", key, "() { step(); return ", body, "; }")
        if form == 5:
            return statement(static, "set ", key, "(v) { step(); p(v); p(", body, "); }")
        if form == 6 and not self.typescript:
            return statement("static { p(", self.inside([], scope), "); }")
        if self.typescript:  # assigned, not defined, and not named by their fields: kept apart from the rest
            return statement(static, self.fresh("field"), " = ", self.value("num", scope, 1), ";")
        if key == "0" or isinstance(key, str):
            return statement(static, key, " = ", self.field_value(privates, scope), ";")
        return statement(static, key, ";")

    def field_value(self, privates, scope):
        if self.chance(0.2):
            return expression(self.pick(["() => this", "function () { return 1; }", "class { }", "() => 1"]))
        return self.inside(privates, scope)
