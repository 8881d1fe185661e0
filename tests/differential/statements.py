"""Statements of generated programs: declarations, jumps, loops, patterns, functions, and scenes that
show one rule of the language with random pieces."""
import library
from scope import Scope
from tree import Node, expression, guarded, items, statement, typed

SCENES = """
for (const ~v of it('o', {arr!}, {how})) { step(); p(~v); {jump} } @
for (let [~a, ~b = {any}] of it('o', [[{any}, {any}], {str!}, {arr!}], {how})) { step(); p(~a); p(~b); {jump} } @
for (var {a: ~a, ...~r} of [{a: {any}, b: {any}}, {num}]) { step(); p(~a); p(~r); } @
for (const ~k in {obj!}) { step(); p(~k); {jump} } @
for (let ~k in {any}) { step(); p(~k); } @
var ~fs = []; for (let ~i = 0; ~i < 3; ~i++) { step(); ~fs.push(() => ~i++); {jump} } for (var ~j = 0; ~j < ~fs.length; ~j++) { p(~fs[~j]()); p(~fs[~j]()); } @
var ~fs = []; for (var ~i = 0; ~i < 3; ~i++) { step(); ~fs.push(() => ~i); } p(~fs.map(f => f())); @
var ~r = (function () { try { step(); {body} return t('r', {any}); } catch (e) { p(e); return {any}; } finally { {body} } })(); p(~r); @
var ~r = (function () { for (var ~i = 0; ~i < 2; ~i++) { try { {jump} return {any}; } finally { step(); p(~i); if ({bool}) { {jump} } } } return 'end'; })(); p(~r); @
~l: for (var ~i of it('o', [1, 2, 3], {how})) { for (var ~j of it('n', {arr!}, {how})) { step(); p([~i, ~j]); if ({bool}) { continue ~l; } if ({bool}) { break ~l; } } } @
~l: { p(1); if ({bool}) { break ~l; } try { {statements} break ~l; } finally { p('f'); } } @
switch ({any}) { case t('c1', {any}): p(1); case {any}: p(2); {break} default: p('d'); {break} case t('c3', {any}): let ~x = 3; p(~x); } @
switch ({num!}) { case 0: case 1: p('low'); {break} case {num!}: { p('n'); } default: p('other'); } @
switch ({str!}) { default: p('d'); case 'a': p('a'); {break} case {str!}: p('s'); } @
try { p(~x); let ~x = {any}; p(~x); } catch (e) { p(e); } @
try { p(typeof ~x); const ~x = {any}; ~x = 1; } catch (e) { p(e); } @
try { (function (a = b, b) { p(a); })({any}, {any}); } catch (e) { p(e); } @
try { (function (a = b, b = 1) { p(a); })(); } catch (e) { p(e); } @
p((function (a, b = () => a, c = a) { var a = 5; p(a); p(b()); a = 6; return [a, b(), c]; })({any})); @
p((function (a, b) { a = {any}; p(arguments[0]); arguments[1] = {any}; p(b); arguments[2] = 3; delete arguments[0]; a = 9; return [arguments[0], arguments.length, b]; })({any}<:, {any}:>)); @
p((function (a, b) { 'use strict'; a = {any}; arguments[1] = {any}; return [arguments[0], b, arguments.length]; })({any}, {any})); @
p((function (a, ...r) { a = 1; return [arguments[0], r, arguments.length]; })(<:{any}, {any}, {any}:>)); @
p((function (a) { p(arguments); return (() => arguments[0])({any}); })({any})); @
p((function (a) { Object.defineProperty(arguments, '0', {descriptor}); p(a); a = 2; return arguments[0]; })({any})); @
p((function (a) { Object.freeze(arguments); a = {any}; return [arguments[0], a]; })(1)); @
p((function (x) { var x; p(x); function x() { } p(typeof x); var x = 2; return x; })({any})); @
p((function () { p(typeof ~f); { p(typeof ~f); function ~f() { return 1; } ~f = {any}; p(~f); } p(~f); return typeof ~f; })()); @
p((function () { p(typeof ~f); if ({bool}) { function ~f() { return 1; } } else { function ~f() { return 2; } } return typeof ~f === 'function' ? ~f() : ~f; })()); @
p((function () { 'use strict'; { function ~f() { return 1; } } return typeof ~f; })()); @
p((function () { let ~f = 1; { function ~f() { } } return ~f; })()); @
p((function () { switch ({int}) { case 1: function ~f() { return 1; } default: p(typeof ~f); } return typeof ~f; })()); @
p((function ~f() { ~f = 1; return typeof ~f; })()); @
try { p((function ~f() { 'use strict'; ~f = 1; })()); } catch (e) { p(e); } @
p(function () { return this; }.call({any}) === globalThis); p(typeof function () { return this; }.call({any})); @
p((() => this === undefined)()); @
try { throw {any}; } catch { p('c'); } finally { p('f'); } @
try { throw {any}; } catch ({message, a = {any}}) { p(typeof message); p(a); } @
try { try { throw t('1', {any}); } finally { t('2'); throw {any}; } } catch (e) { p(e); } @
try { null.x; } catch (e) { var e = 5; p(e); } p(typeof e); @
try { undefined_name; } catch (e) { p(e); } p(typeof undefined_name); @
try { [~q.a, ~q.b] = {any}; } catch (e) { p(e); } @
try { var [~a, ...[~b, ~c]] = it('d', {arr!}, {how}); p([~a, ~b, ~c]); } catch (e) { p(e); } @
try { var {a: ~a = t('d', {any}), [t('k', {key})]: ~b = t('e', {any})} = watched('w', {a: {any}, b: {any}}); p([~a, ~b]); } catch (e) { p(e); } @
try { var [~a = t('1', {any}), , ~b = t('2', {any})] = it('d', [{any}, undefined], {how}); p([~a, ~b]); } catch (e) { p(e); } @
try { var ~o = watched('o', {}); [t('x', ~o).a = t('d', {any}), t('y', ~o)[t('k', 'b')]] = it('s', [undefined, {any}], {how}); p(~o); } catch (e) { p(e); } @
try { var ~o = {}; ({a: ~o.x = {any}, b: ~o[t('k', {key})]} = {obj!}); p(~o); } catch (e) { p(e); } @
try { var ~o = watched('o', {a: {any}}); p(~o.a ||= t('r', {any})); p(~o.a &&= t('r', {any})); p(~o.a ??= t('r', {any})); } catch (e) { p(e); } @
try { var ~o = watched('o', {a: {num}}); p(~o.a++); p(--~o.a); p(~o.a **= {int}); p(~o.a += {any}); p(delete ~o.a); p(~o.a); } catch (e) { p(e); } @
try { p({trap} + {any}); p({trap} * {trap}); p({trap} < {trap}); } catch (e) { p(e); } @
try { p(`${{trap}}`); p({trap} == {any}); p({[{trap}]: 1}); } catch (e) { p(e); } @
try { p(t('o', {obj!})[t('k', {trap})] = t('v', {any})); } catch (e) { p(e); } @
try { p(t('f', {any})(t('a', {any}))); } catch (e) { p(e); } @
try { p(new (t('c', {cls!}))(t('a', {any}), ...it('s', {arr!}, {how}))); } catch (e) { p(e); } @
try { p(null?.[t('no')]); p({any}?.a.b.c); p(delete {obj}?.a); p(({obj!})?.a?.(t('x'))); } catch (e) { p(e); } @
try { p((-(2)) ** 2); p(2 ** 3 ** {int}); p((-2) ** {num}); } catch (e) { p(e); } @
var ~o = Object.create({get a() { return this.z; }, set a(v) { p(v); }, b: 1}); ~o.a = {any}; ~o.b = {any}; ~o.z = {any}; p(~o); p(~o.a); @
var ~o = Object.freeze({a: 1, b: {x: 1}}); try { ~o.a = 2; ~o.c = 3; ~o.b.x = {any}; delete ~o.a; } catch (e) { p(e); } p(~o); @
var ~o = {a: 1}; Object.defineProperty(~o, 'b', {descriptor}); try { ~o.b = {any}; } catch (e) { p(e); } try { delete ~o.b; Object.defineProperty(~o, 'b', {descriptor}); } catch (e) { p(e); } p(~o); p(Object.keys(~o)); @
var ~a = [1, 2, 3]; ~a.length = {small}; p(~a); ~a[{index}] = {any}; p(~a); p(~a.length); @
var ~a = [1, 2, 3, 4]; try { Object.defineProperty(~a, {key}, {descriptor}); ~a.length = 1; } catch (e) { p(e); } p(~a); @
var ~a = Object.freeze([1, 2]); try { ~a.push({any}); } catch (e) { p(e); } try { ~a[0] = 1; ~a.sort(); } catch (e) { p(e); } p(~a); @
var ~m = new Map([[{any}, 1], ['k', 2], [3, 3]]); ~m.forEach((v, k, m) => { step(); p([v, k]); if (v === 1) { m.delete('k'); m.set('n', 4); } }); p(~m); @
var ~s = new Set([1, 2, 3]); for (var ~v of ~s) { step(); p(~v); ~s.delete(2); if (~v < 6) { ~s.add(~v + 3); } } p(~s); @
var ~r = {re!}; var ~s = {str!}; for (var ~i = 0; ~i < 3; ~i++) { p(~r.exec(~s)); p(~r.lastIndex); } @
var ~r = {re!}; ~r.lastIndex = {small}; try { p({str!}.replace(~r, {str})); p(~r.test({str})); p(~r.lastIndex); p({str!}.match(~r)); } catch (e) { p(e); } @
var ~r = {re!}; ~r.exec = function (s) { step(); p(s); return {any}; }; try { p(~r.test({str})); p({str!}.replace(~r, {str})); } catch (e) { p(e); } @
class ~R extends RegExp { exec(s) { step(); p(s); return super.exec(s); } get flags() { p('flags'); return super.flags; } } try { p({str!}.split(new ~R({pattern}, 'g'))); p({str!}.replace(new ~R({pattern}), {str})); } catch (e) { p(e); } @
class ~A extends Array { constructor(...a) { super(...a); p(a.length); } static get [Symbol.species]() { p('species'); return {cls!}; } } try { var ~x = ~A.from({arr}); p(~x); p(~x.map(v => v)); p(~x.concat({arr})); p(~x.slice({int})); } catch (e) { p(e); } @
var ~o = {length: 2, 0: {any}, 1: {any}, [Symbol.isConcatSpreadable]: {any}}; p([].concat(~o, {any})); @
var ~o = {[Symbol.toStringTag]: {any}, toJSON(k) { p(k); return {any}; }}; try { p('' + ~o); p(JSON.stringify({a: ~o, b: [~o]})); } catch (e) { p(e); } @
try { p(JSON.stringify({obj}, (k, v) => { p(k); return v; }, {small})); p(JSON.parse({str}, function (k, v) { p([k, this]); return v; })); } catch (e) { p(e); } @
try { p(Array.from(watched('w', {length: {small}, 0: {any}, 1: {any}}))); } catch (e) { p(e); } @
try { p([].splice.call(watched('w', {length: 2, 0: 'a', 1: 'b'}), {int}, {int}, {any})); } catch (e) { p(e); } @
try { p(Array.prototype.{arrmethod}.call(watched('w', {length: {small}, 0: {any}, 1: {any}, 2: {any}}), {any}, {any})); } catch (e) { p(e); } @
try { p([1, , {any}].{arrmethod}({any}, {any}, {any})); } catch (e) { p(e); } @
try { p([1, , {any}, 'x'].{arrmethod}({fn!}, {any})); } catch (e) { p(e); } @
try { p({str!}.{strmethod}({any}, {any})); } catch (e) { p(e); } @
try { p(String.prototype.{strmethod}.call({any}, {any})); } catch (e) { p(e); } @
try { p({date!}.{datemethod}({num!}, {num!}, {num!})); } catch (e) { p(e); } @
try { p(Math.{mathmethod}({any}, {any})); } catch (e) { p(e); } @
try { p({num!}.{nummethod}({any})); } catch (e) { p(e); } @
try { p(Object.{objmethod}({any}, {any}, {any})); } catch (e) { p(e); } @
try { p(Object.{objmethod}({obj!}, {key}, {descriptor})); } catch (e) { p(e); } @
p(moment.utc({moment}).{mchain}.format(<:{mformat}:>)); @
p(moment.utc({moment}).{mchain}.diff(moment.utc({moment}), {munit}, {bool!})); @
p(moment.tz({moment}, {mzone}).{mchain}.format(<:{mformat}:>)); @
p(moment.utc({moment}).tz({mzone}).{mchain}.{mget}()); @
p(moment.duration({num!}, {munit}).{mduration}()); @
p(moment.utc({moment}).{mtest}(moment.utc({moment}), {munit})); @
p(moment.utc({str}, {mformat}, {bool!}).isValid()); @
p(moment.utc({moment}).from(moment.utc({moment}))); p(moment.utc({moment}).calendar(moment.utc({moment}))); @
p(moment.utc({moment}, {mformat}).toISOString()); p(moment.utc({moment}).toObject()); p(moment.utc({moment}).valueOf())
"""

WORDS = {
    "arrmethod": "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes "
                 "indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some splice "
                 "unshift values toString toLocaleString toReversed toSpliced with",
    "strmethod": "at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match "
                 "matchAll normalize replace replaceAll search slice split startsWith substr "
                 "substring toLowerCase toString toUpperCase trim trimEnd trimStart valueOf",
    "datemethod": "getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime "
                  "getTimezoneOffset getUTCDate getYear setDate setFullYear setHours setMilliseconds setMinutes "
                  "setMonth setSeconds setTime setUTCDate setUTCFullYear setUTCHours setUTCMonth setYear toDateString "
                  "toISOString toJSON toString toUTCString valueOf",
    "mathmethod": "abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot "
                  "imul log log10 log1p log2 max min pow round sign sin sinh sqrt tan tanh trunc",
    "nummethod": "toString toFixed toPrecision toExponential valueOf toLocaleString",
    "objmethod": "assign create defineProperties entries freeze fromEntries getOwnPropertyDescriptor "
                 "getOwnPropertyDescriptors getOwnPropertyNames getOwnPropertySymbols getPrototypeOf hasOwn is "
                 "isExtensible isFrozen isSealed keys preventExtensions seal values defineProperty",
    "munit": "'y' 'years' 'M' 'month' 'w' 'days' 'd' 'h' 'hour' 'minutes' 's' 'ms' 'Q' 'isoWeek' 'quarter' 'x'",
    "mzone": "'America/New_York' 'Europe/Berlin' 'Asia/Kolkata' 'Australia/Lord_Howe' 'UTC' 'Pacific/Apia' "
             "'Asia/Tokyo' 'America/Sao_Paulo' 'Africa/Casablanca' 'Europe/London'",
    "moment": "'2024-03-10T06:59:59Z' '2024-03-31T01:00:00Z' '2024-02-29' 0 1700000000000 '2021-12-31T23:59:59.999Z' "
              "[2020,1,29,5] {y:2019,M:11} '2020-W53-7' '2013-02-08T09:30:26.123+07:00' 'nonsense' null '20130208T080910' "
              "'2011-10-30T01:30:00Z' -1e12 '1969-07-20' '2025-366' '12:30'",
    "mget": "hour date day month year isoWeek week dayOfYear quarter utcOffset zoneAbbr daysInMonth isDST valueOf unix "
            "weekYear isoWeekday toISOString weekday toArray",
    "mduration": "humanize asHours toISOString asMonths days hours minutes toJSON asMilliseconds asWeeks years",
    "mtest": "isBefore isAfter isSame isSameOrBefore isSameOrAfter",
    "mformat": "'YYYY-MM-DD' 'dddd,_MMMM_Do_YYYY,_h:mm:ss_a' 'HH:mm' 'X' 'x' 'L' 'LLLL' 'll' 'Z' 'ZZ_z' 'GGGG-[W]WW-E' 'gg_ww_e' "
               "'Q_DDDo_DDDD' 'A_hh_k_kk' 'SSS_SSSSSS' 'ddd_dd_d_do' '[at]_LT_LTS' 'YYYY-MM-DDTHH:mm:ssZ' 'D/M/YY' 'MMM_D'",
}
M_CHAIN = ["add({num!}, {munit})", "subtract({int}, {munit})", "startOf({munit})", "endOf({munit})", "clone()",
           "hour({int})", "date({int})", "month({int})", "day({int})", "isoWeekday({int})", "year(2023)", "utc()",
           "add({int}, 'days').startOf({munit})", "set({munit}, {int})", "locale('en')", "minute(30).second({int})",
           "week({int})", "quarter({int})", "dayOfYear({int})", "tz({mzone})", "utcOffset({int})"]


class Statements:
    scenes = [scene.strip() for scene in SCENES.split("@\n")]

    def statement_list(self, scope, count, depth):
        """A block's statements; declarations to come are known from its start."""
        pending = [self.fresh("x") for _ in range(self.random.randrange(0, 2))]
        scope.pending = list(pending)
        made = []
        for at in range(count):
            if scope.pending and at == count - 1 - len(scope.pending):
                made.append(self.lexical(scope.pending.pop(), scope, depth))
            else:
                made.append(self.statement(scope, depth))
        while scope.pending:
            made.append(self.lexical(scope.pending.pop(), scope, depth))
        return items("\n", made)

    def block(self, scope, depth):
        inner = Scope(scope)
        return statement("{\n", self.statement_list(inner, self.random.randrange(1, 4), depth - 1), "\n}")

    def statement(self, scope, depth):
        self.size += 1
        choices = [(self.observation, 30), (self.declaration, 20), (self.scene, 26), (self.function_declaration, 5),
                   (self.class_observation, 9), (self.expression_statement, 6)]
        if depth > 1 and self.size < 400:
            choices += [(self.branch, 5), (self.loop, 5), (self.attempt, 6), (self.jump, 4)]
        if self.typescript:
            choices += [(self.typescript_only, 8)]
        functions, weights = zip(*choices)
        return self.random.choices(functions, weights)[0](scope, depth)

    def observation(self, scope, depth):
        shown = self.value("any", scope, depth)
        if self.chance(0.8):
            return guarded("p(", shown, ");")
        return statement("p(", shown, ");")

    def expression_statement(self, scope, depth):
        return guarded(self.assignment(scope, depth), ";")

    def lexical(self, name, scope, depth):
        word = self.pick(["let", "const"])
        kind = self.kind()
        value = self.value(kind, scope, depth)
        scope.names[name] = (word, kind)
        return statement(f"{word} {name}", self.type_note(), " = ", value, ";")

    def declaration(self, scope, depth):
        if self.chance(0.25):
            return self.destructuring(scope, depth)
        if self.chance(0.65):
            return self.lexical(self.fresh(), scope, depth)
        kind = self.kind()
        name = self.fresh("w")
        value = self.value(kind, scope, depth)
        scope.names[name] = ("var", kind)
        return statement(f"var {name}", self.type_note(), " = ", value, ";")

    # Patterns

    def pattern(self, scope, depth, declared):
        """A binding pattern; its names go to `declared`."""
        if depth <= 0 or self.chance(0.4):
            name = self.fresh("d")
            declared.append(name)
            return expression(name)
        default = [" = ", self.value("any", scope, 1)] if self.chance(0.4) else []
        if self.chance(0.5):
            parts = []
            for _ in range(self.random.randrange(0, 4)):
                parts.append(expression("") if self.chance(0.15) else
                             expression(self.pattern(scope, depth - 1, declared), *self.default(scope)))
            if self.chance(0.3):
                parts.append(expression("...", self.pattern(scope, depth - 1, declared)))
            return expression("[", items(", ", parts), "]")
        parts = []
        for _ in range(self.random.randrange(0, 4)):
            key = self.pick(["a", "b", "x", "length", "0", "'a b'"])
            if self.chance(0.2):
                key = expression("[t('k', ", self.key_text(scope, 1), ")]")
            parts.append(expression(key, ": ", self.pattern(scope, depth - 1, declared), *self.default(scope)))
        if self.chance(0.3):
            name = self.fresh("d")
            declared.append(name)
            parts.append(expression("...", name))
        return expression("{", items(", ", parts), "}")

    def default(self, scope):
        return [" = ", self.value("any", scope, 1)] if self.chance(0.35) else []

    def destructuring(self, scope, depth):
        declared = []
        word = self.pick(["let", "const", "var"])
        pattern = self.pattern(scope, 3, declared)
        if pattern.parts[0] not in ("[", "{"):
            pattern = expression("[", pattern, "]")
        source = self.value(self.pick(["iter", "obj", "arr", "any"]), scope, depth)
        for name in declared:
            scope.names[name] = (word, "any")
        declaration = [word, " ", pattern, " = ", source, ";"]
        shown = ["p([" + ", ".join(declared) + "]);"]
        if word == "var":
            return statement("try { ", *declaration, " } catch (e) { p(e); }\n", *shown)
        return statement(*declaration, "\n", *shown)

    # Control

    def branch(self, scope, depth):
        test = self.value("bool", scope, 2)
        if self.chance(0.5):
            return statement("if (", test, ") ", self.block(scope, depth))
        return statement("if (", test, ") ", self.block(scope, depth), " else ", self.block(scope, depth))

    def loop(self, scope, depth):
        inner = Scope(scope)
        inner.loop += 1
        form = self.random.randrange(4)
        name = self.fresh("i")
        label = ""
        if self.chance(0.3):
            label = self.fresh("l")
            inner.labels.append(label)
        if form == 0:
            inner.names[name] = ("let", "num")
            head = [f"for (let {name} = 0; {name} < 3; {name}++) "]
        elif form == 1:
            scope.names[name] = ("var", "num")
            head = [f"var {name} = 3; while ({name}-- > 0) "]
        elif form == 2:
            inner.names[name] = ("const", "any")
            head = [f"for (const {name} of ", self.value("iter", scope, depth - 1), ") "]
        else:
            inner.names[name] = ("const", "str")
            head = [f"for (const {name} in ", self.value("obj", scope, depth - 1), ") "]
        body = self.statement_list(inner, self.random.randrange(1, 4), depth - 1)
        if label and form == 1:
            head = [head[0].replace("while", f"{label}: while")]
        elif label:
            head.insert(0, f"{label}: ")
        return statement(*head, "{\nstep();\n", body, "\n}")

    def attempt(self, scope, depth):
        parts = ["try ", self.block(scope, depth)]
        form = self.random.randrange(3)
        if form != 1:
            parts += [" catch (e) { p(e); }"]
        if form != 0:
            parts += [" finally ", self.block(scope, depth)]
        return statement(*parts)

    def jump(self, scope, depth):
        """Leaves a loop or the function, sometimes."""
        forms = []
        if scope.loop:
            forms += ["break;", "continue;"]
        forms += [f"break {label};" for label in scope.labels]
        if scope.loop:
            forms += [f"continue {label};" for label in scope.labels]
        if scope.function and scope.parent and self.chance(0.5):
            forms.append("return")
        if not forms:
            return self.observation(scope, depth)
        form = self.pick(forms)
        test = self.value("bool", scope, 2)
        if form == "return":
            return statement("if (", test, ") { return ", self.value("any", scope, 2), "; }")
        return statement("if (", test, f") {{ {form} }}")

    # Functions

    def parameters(self, scope, depth):
        """A parameter list, and the scope of its names."""
        inner = Scope(scope, function=True)
        parts = []
        for _ in range(self.random.randrange(0, 4)):
            form = self.random.random()
            if form < 0.15:
                declared = []
                pattern = self.pattern(inner, 2, declared)
                for name in declared:
                    inner.names[name] = ("let", "any")
                parts.append(expression(pattern, " = ", self.value("iter", inner, 1)))
                continue
            name = self.fresh("q")
            value = [" = ", self.value("any", inner, 1)] if form < 0.4 else []
            inner.names[name] = ("let", "any")
            optional = typed("?") if self.typescript and not value and self.chance(0.3) else ""
            parts.append(expression(name, optional, self.type_note() if optional == "" else typed(": any"), *value))
        if self.chance(0.15):
            name = self.fresh("q")
            inner.names[name] = ("let", "arr")
            parts.append(expression("...", name))
        if self.typescript:  # nothing without "?" may follow one with it
            for part in parts[:-1]:
                part.parts = [one for one in part.parts if not (isinstance(one, Node) and one.parts == ["?"])]
        return items(", ", parts), inner

    def function_body(self, inner, depth):
        self.size += 3
        if depth <= 0 or self.size > 400:
            return statement("step(); return ", self.value("any", inner, 1), ";")
        body = self.statement_list(inner, self.random.randrange(0, 3), depth)
        return statement("step();\n", body, "\nreturn ", self.value("any", inner, depth), ";")

    def function_declaration(self, scope, depth):
        name = self.fresh("f")
        parameters, inner = self.parameters(scope, depth)
        strict = "'use strict'; " if self.chance(0.2) and all(
            isinstance(one.parts[0], str) and one.parts[0] != "..." and " = " not in one.parts
            for one in parameters.parts) else ""
        if strict:
            inner.strict = True
        body = self.function_body(inner, depth - 1)
        scope.names[name] = ("function", "fn")
        shown = guarded(f"p({name}(", self.arguments(scope, 2), "));")
        made = statement(f"function {name}(", parameters, ")", self.type_note(), f" {{ {strict}", body, "}")
        return statement(items("\n", [shown, made] if self.chance(0.3) else [made, shown]))

    # Scenes

    def scene(self, scope, depth):
        template = self.pick(self.scenes)
        for word in ("{jump}", "{break}"):
            while word in template:
                stop = self.pick(["break;", "continue;", "", ""]) if word == "{jump}" else self.pick(["break;", ""])
                template = template.replace(word, f"if ({{bool}}) {{ {stop} }}" if stop and word == "{jump}" and
                                            self.chance(0.6) else stop, 1)
        if "mchain" in template or "moment" in template:
            self.uses_moment = True
        template = self.words(template.replace("{mchain}", self.pick(M_CHAIN)))
        return statement(*self.fill(template, scope, min(depth, 3)))

    def words(self, template):
        """The template with a choice for each name of WORDS."""
        for word, values in WORDS.items():
            while "{" + word + "}" in template:
                choice = self.pick(values.split()).replace("_", " " if word == "mformat" else "_")
                template = template.replace("{" + word + "}", choice, 1)
        return template
