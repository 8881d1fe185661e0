"""What TypeScript adds, in generated programs: erased declarations, enum, namespace, annotated members."""
import library
from tree import either, statement, typed


class TypeScript:
    def typescript_only(self, scope, depth):
        name = self.fresh("T")
        form = self.pick([self.erased, self.enum, self.namespace, self.generic, self.annotated_class, self.assertion])
        return form(name, scope)

    def erased(self, name, _):
        other = self.pick(library.TYPES)
        return statement(typed(self.pick([
            f"interface {name}<U = {other}> extends Object {{ a?: U; readonly [k: string]: any; "
            f"m<V>(x: V): x is any; new (y: number): {name}<U>; }}",
            f"type {name}<U> = {{ [K in keyof U]?: U[K] }} | ((a: U) => void) | `x${{string}}`;",
            f"declare var {name}: {other};",
            f"declare function {name}(a: {other}, ...b: any[]): asserts a;",
        ])))

    def enum(self, name, scope):
        value = self.pick(["0", "1", "-1", "2", "3", "5", "7"])
        scope.names[name] = ("const", "obj")
        javascript = (f"var {name} = {{}}; {name}[{name}.A = 0] = 'A'; {name}[{name}.B = {value}] = 'B'; "
                      f"{name}.C = 'c'; {name}[{name}.D = 8] = 'D'; {name}[{name}.E = 9] = 'E';")
        return statement(either(f"enum {name} {{ A, B = {value}, C = 'c', D = 1 << 3, E }}", javascript),
                         f"\np({name});")

    def namespace(self, name, scope):
        return statement(either(f"namespace {name} ", f"var {name}; (function ({name}) "), "{ ",
                         either("export const a", f"{name}.a"), " = ", self.value("num", scope, 2), "; ",
                         either("}", f"}})({name} || ({name} = {{}}));"), f"\np({name});")

    def generic(self, _, scope):
        return statement("p((function f", typed("<A, B extends A>"), "(x", typed("?: A"), ")", typed(": x is B"),
                         " { return x; })", typed("<number, 1>"), "(", self.value("any", scope, 2),
                         typed(" as any"), "));")

    def annotated_class(self, name, scope):
        return statement(
            f"class {name}", typed("<A>"), " {\n", typed("declare z: number; private q?: A;\n"),
            either("constructor(public a: any, private readonly b = 2) { }",
                   "constructor(a, b = 2) { this.a = a; this.b = b; }"),
            typed("\nm(x: string): void;"), "\nm(x", typed("?: any"), ") { return x; }\n}",
            f"\np(new {name}", typed("<string>"), "(", self.value("any", scope, 2), "));",
            f" p({name}.prototype.m(", self.value("any", scope, 1), "));")

    def assertion(self, _, scope):
        return statement("p((", typed("<any>"), "(", self.value("obj", scope, 2), "))", typed("!"), ".a);")
