"""What the generator knows of the standard library: expressions by the kind of value they give.

Alternatives are parted by " | " and line ends; ~| is the operator. In a template {kind} stands for an
expression that mostly gives such a value and sometimes something odd, {kind!} for one that always does;
<:...:> is left out half the time; ~name is a fresh name.
"""

NUMBERS = """0 -0 1 -1 2 3 5 7 10 -3 0.5 -0.5 1.5 2.5 0.1 0.2 255 256 1000 NaN Infinity -Infinity 1e21
1e-7 123456.789 4294967295 4294967296 2147483647 2147483648 -2147483648 9007199254740991
9007199254740993 5e-324 1.7976931348623157e308 0x1f 0b101 0o17 1_000 .5 5. 1e3 0.000001 1e300 65535
0.1e2 33 36 37 101 1e100 123456789012345680000""".split()

INTEGERS = """0 1 2 3 4 5 -1 -2 -3 -0 1.5 -1.5 2.9 NaN Infinity -Infinity 7 10 4294967296 -4294967297
2147483648 100 null undefined '1' '2' true false""".split()

STRINGS = [
    "''", "'a'", "'abc'", "'hello world'", "'12'", "' 3 '", "'0x1f'", "'1e3'", "'-0'", "'0'", "'1'",
    "'length'", "'constructor'", "'__proto__'", "'toString'", "'NaN'", "'Infinity'", "'a,b,c'",
    "'a-b_c d'", "'aAbBcC'", "'\\u00e9\\u00df\\u0130'", "'\\ud83d\\ude00x'", "'\\ud83d'", "'x\\ude00'",
    "'\\n\\t \\u2028'", "'\\u00a0\\ufeffx\\u3000'", "'e\\u0301'", "'\\u01c5\\ufb01'", "'$&$1$$'",
    "'abcabc'", "'[1,{\"a\":null}]'", "'{\"a\":[1,2,{\"b\":\"c\"}]}'", "'{\"__proto__\":1}'", "'1,2'",
    "'0.1.2'", "'.5'", "'1_0'", "'0b11'", "'true'", "'null'", "'%41%zz'", "'%E4%BD%A0'", "'a b&c=d/?'",
    "'\\x00\\x7f'", "'  '", "'A\\u030a'", "'\\u03a3\\u03c3\\u03c2'", "'aaa'", "'2024-02-29T12:34:56.789Z'",
    "'2024-01-01'", "'foo.bar'", "`line\\n${1 + 1}`", "'\\u{1f600}\\u{1f601}'", "\"it's\"",
]

KEYS = ["a", "b", "c", "x", "length", "0", "1", "2", "name", "constructor", "toString", "valueOf",
        "size", "message", "index", "__proto__", "prototype"]

REGEXPS = [
    "/a/", "/b/g", "/[a-c]+/gi", "/(a)(b)?/g", "/(?<x>\\w)(?<y>\\d)?/g", "/^/gm", "/$/", "/\\s+/g", "/./gs",
    "/./gu", "/(?:)/g", "/(?<=a)b/g", "/(?<!a)b/", "/a|ab/y", "/\\bw/", "/(\\w+)\\s(\\w+)/", "/[^]/g",
    "/\\p{L}/gu", "/\\u{1f600}/u", "/(a*)*/", "/(?=(a))/g", "/(a)|(b)/g", "/\\d{2,}?/", "/[\\d-x]/g",
    "/\\1(a)/", "/(?:a|b)*?c/i", "/\\cA|\\0/", "/[\\b]/", "/\\u00df/i", "/(z)((a+)?(b+)?(c))*/", "/,/y",
]

# Types of TypeScript, to be ignored.
TYPES = ["number", "string", "any", "unknown", "string | null", "Array<number>", "{ a?: number; [k: string]: any }",
         "(a: number) => void", "[string, number?]", "'a' | 1", "typeof globalThis", "keyof any", "readonly string[]",
         "Record<string, unknown>", "new () => object"]

# Those whose result depends only on their arguments; odd arguments welcome.
LIBRARY = {
    "num": """
{str!}.length | {arr!}.length | {str}.indexOf({str}<:, {int}:>) | {str!}.lastIndexOf({str}<:, {int}:>)
{str!}.charCodeAt({int}) | {str!}.codePointAt({int}) | {str!}.search({re}) | {str!}.localeCompare({str!})
{arr!}.indexOf({any}<:, {int}:>) | {arr!}.lastIndexOf({any}, {int}) | {arr!}.push({any}<:, {any}:>)
{arr!}.unshift({any}<:, {any}:>) | {arr!}.findIndex({fn}) | {arr!}.findLastIndex({fn}) | parseInt({str}<:, {int}:>) | parseFloat({str})
Number({any}) | +{any} | Number.parseFloat({str}) | {any} * {num} | {num} % {num} | {num} ** {int} | {num} - {any}
{any} ~| 0 | {num} ~| {num} | {num} & {int} | {num} ^ {num} | ~{any} | {num} << {int} | {num} >> {int} | {num} >>> {int}
Math.abs({num}) | Math.max({num}<:, {num}, {any}:>) | Math.min(<:{num}, {num}:>) | Math.round({num}) | Math.floor({num})
Math.ceil({num}) | Math.trunc({num}) | Math.sign({num}) | Math.sqrt({num}) | Math.pow({num}, {num}) | Math.fround({num})
Math.imul({num}, {num}) | Math.clz32({num}) | Math.hypot(<:{num}, {num}:>) | Math.cbrt({num}) | Math.log2({num})
Math.atan2({num}, {num}) | Math.exp({num}) | Math.sin({num}) | Math.expm1({num}) | Math.log1p({num}) | Math.tanh({num})
Math.max.apply(null, {arr}) | Math.max(...{arr}) | {date!}.getTime() | {date!}.getDay() | {date!}.getUTCMonth()
{date!}.getHours() | {date!}.getTimezoneOffset() | Date.UTC({int}, {int}<:, {int}, {int}, {int}, {int}, {num}:>)
Date.parse({str}) | {date!} - {date!} | {date!}.setHours({int}<:, {int}, {int}, {int}:>) | {date!}.setMonth({int}<:, {int}:>)
{date!}.setUTCDate({int}) | {date!}.setFullYear({int}<:, {int}, {int}:>) | {date!}.setTime({num}) | {date!}.valueOf()
{map!}.size | {set!}.size | {re!}.lastIndex | {fn!}.length | {num!}.valueOf() | {arr!}.reduce((a, b) => a + b, {num})
{str!}.length - {num} | isNaN({any}) + 0 | {num!} / {num} | [{num}, {num}].length | JSON.parse({num})
""",
    "str": """
{str!}.charAt({int}) | {str!}.at({int}) | {str!}.slice({int}<:, {int}:>) | {str!}.substring({int}<:, {int}:>)
{str!}.substr({int}<:, {int}:>) | {str!}.toUpperCase() | {str!}.toLowerCase() | {str!}.trim() | {str!}.trimStart()
{str!}.trimEnd() | {str!}.concat({any}<:, {any}:>) | {str!}.padStart({small}<:, {str}:>) | {str!}.padEnd({small}<:, {str}:>)
{str!}.repeat({small}) | {str!}.replace({str}, {str}) | {str!}.replace({re}, {str}) | {str!}.replace({re}, {fn})
{str!}.replace({re}, (...m) => p(m).length) | {str!}.replaceAll({str}, {str}) | {str!}.replaceAll({re}, {str})
{str!}.normalize(<:'NFD':>) | {str!}.normalize('NFKC') | {str!}[{int}] | String({any}) | '' + {any} | {str} + {any} + {str}
`${{any}}x${{str}}` | String.fromCharCode({int}<:, {int}:>) | String.fromCodePoint({small}) | String.raw`a\\n${{any}}b`
String.raw({raw: {arr}}, {any}, {any}) | typeof {any} | {num!}.toString(<:{radix}:>) | {num!}.toFixed(<:{small}:>)
{num!}.toPrecision(<:{small}:>) | {num!}.toExponential(<:{small}:>) | {num!}.toLocaleString() | {arr!}.join(<:{str}:>)
{arr!}.toString() | {any!} + '' | JSON.stringify({any}) | JSON.stringify({obj}, {fn}) | JSON.stringify({obj}, {arr}, {small})
JSON.stringify({any}, null, {space}) | encodeURIComponent({str}) | encodeURI({str}) | decodeURIComponent({str}) | decodeURI({str})
escape({str}) | unescape({str}) | {date!}.toISOString() | {date!}.toString() | {date!}.toUTCString() | {date!}.toJSON()
{date!}.toDateString() | {date!}.toLocaleDateString('en-US') | {date!}.toLocaleTimeString() | {re!}.source | {re!}.flags | {re!}.toString()
{sym!}.toString() | {sym!}.description | {err!}.toString() | {err!}.message | {fn!}.name | Object.prototype.toString.call({any})
{bool!}.toString() | {arr!}.map(String).join('|') | [...{str!}].reverse().join('') | {str!}.split({str}).join({str})
{str!}.anchor({str}) | {str!}.link({str}) | {str!}.big() | {arr!}.toLocaleString() | Symbol.keyFor({sym}) | {obj!}.toLocaleString()
{fn!}.toString() | {str!}.toString() | {re!}[Symbol.replace]({str}, {str}) | {arr!}.reduceRight((a, b) => a + '' + b)
""",
    "bool": """
{any} == {any} | {any} === {any} | {any} != {any} | {any} !== {any} | {any} < {any} | {num} > {num} | {str} <= {any} | {any} >= {num}
!{any} | !!{any} | {any} instanceof {fn} | {any} instanceof {cls} | {key} in {obj} | {int} in {arr} | delete {obj!}.a
delete {arr!}[{int}] | {str!}.includes({str}<:, {int}:>) | {str!}.startsWith({str}<:, {int}:>) | {str!}.endsWith({str}<:, {int}:>)
{arr!}.includes({any}<:, {int}:>) | {arr!}.some({fn}) | {arr!}.every({fn}) | {re!}.test({str}) | Array.isArray({any})
Number.isInteger({any}) | Number.isSafeInteger({any}) | Number.isNaN({any}) | isFinite({any}) | Object.is({any}, {any})
{map!}.has({any}) | {map!}.delete({any}) | {set!}.has({any}) | {set!}.delete({any}) | Object.isFrozen({any}) | Object.isSealed({obj})
Object.isExtensible({any}) | {obj!}.hasOwnProperty({key}) | Object.hasOwn({obj}, {key}) | {obj!}.propertyIsEnumerable({key})
{obj!}.isPrototypeOf({any}) | Boolean({any}) | {re!}.global | {re!}.sticky | {str} == {num} | {any} == null | {obj} == {str}
{arr} == {str} | {date} < {date} | new Boolean(false) == {any} | {sym!} === {sym!} | void 0 === {any} | {cls!}.prototype === {any}
""",
    "arr": """
[{any}, {any}] | [{any}, , {any}] | [...{arr}] | [...{str!}, ...{iter}] | [...{set!}] | [...{map!}] | [{any}, ...{arr}, {any}]
{arr!}.concat({any}<:, {arr}:>) | {arr!}.slice(<:{int}, {int}:>) | {arr!}.splice({int}<:, {int}, {any}, {any}:>) | {arr!}.splice(<:{int}:>)
{arr!}.map({fn}<:, {any}:>) | {arr!}.filter({fn}<:, {any}:>) | {arr!}.reverse() | {arr!}.fill({any!}<:, {int!}, {int!}:>)
{arr!}.flat(<:{small}:>) | {arr!}.flatMap({fn}) | {arr!}.copyWithin({int}, {int}<:, {int}:>) | {arr!}.with({int}, {any}) | {arr!}.toSpliced({int}, {int}<:, {any}:>) | {arr!}.toReversed() | {plain!}.toSorted() | [3, 1, {num!}, 2].sort()
['b', , 'a', undefined, 'B', 10, 9, 1].sort() | {plain!}.sort((a, b) => a - b) | [5, 1, 4].sort(undefined) | [{str!}, {str!}, {str!}].sort()
Array.of({any}<:, {any}:>) | Array.from({arr}<:, {fn}:>) | Array.from({iter}) | Array.from({length: {small}}, {fn}) | Array.from({str})
Array({small}) | new Array({any!}, {any}) | {str!}.split({str}<:, {int}:>) | {str!}.split({re}<:, {int}:>) | {str!}.match({re})
[...{str!}.matchAll({re})] | {re!}.exec({str}) | Object.keys({any}) | Object.values({any}) | Object.entries({any})
Object.getOwnPropertyNames({any}) | Object.getOwnPropertySymbols({any}) | [...{arr!}.keys()] | [...{arr!}.entries()] | [...{map!}.keys()]
[...{map!}.values()] | [...{set!}.entries()] | JSON.parse({str}) | Object.entries({str!}) | {arr!}.reduce((a, b) => [b, ...a], [])
Array.prototype.slice.call({arraylike}<:, {int}:>) | Array.prototype.map.call({arraylike}, {fn}) | Array.prototype.concat.call({any}, {arr})
Array.prototype.filter.call({str!}, {fn}) | Array.prototype.push.call({arraylike}, {any}) | Array.prototype.reverse.call({arraylike})
[...arguments_of({any}, {any})] | {re!}[Symbol.split]({str}) | {re!}[Symbol.match]({str}) | new Array({any}, ...{arr}) | {arr!}.concat(spreadable({arraylike}))
""",
    "obj": """
({}) | ({a: {any}, b: {any}}) | ({[{key}]: {any}, {ident}: {any}}) | ({...{obj}, c: {any}}) | ({...{any}}) | ({a: {any}, a: {any}, get b() { return {any}; }})
({get {ident}() { return t('g', {any}); }, set {ident}(v) { p(v); }}) | ({__proto__: {obj}, x: {num}}) | ({'__proto__': {any}})
({{ident}(a, b) { return {any}; }, {ident}: {fn}}) | ({1: {any}, b: 1, 0: {any}, a: 2}) | Object.create({obj!}) | Object.create(null)
Object.create({obj!}, {x: {value: {any}, enumerable: {bool}}}) | Object.assign({obj!}, {any}<:, {any}:>) | Object.fromEntries({pairs})
Object.defineProperty({obj!}, {key}, {descriptor}) | Object.defineProperties({obj!}, {a: {descriptor}, b: {descriptor}}) | Object.freeze({obj})
Object.seal({obj}) | Object.preventExtensions({obj!}) | Object.getOwnPropertyDescriptor({any}, {key}) | Object.getOwnPropertyDescriptors({obj})
Object.getPrototypeOf({any}) | Object.setPrototypeOf({obj!}, {obj!}) | new {cls!}({any}) | new (function F(a) { this.a = a; })({any})
Object({any}) | watched('w', {a: {any}, b: {any}}) | {arraylike} | new String({str}) | new Number({num}) | new Boolean({any}) | {trap}
JSON.parse({str}<:, {fn}:>) | {arr!}.reduce((o, v, i) => ({...o, [i]: v}), {obj}) | ({a: {any}, get [{key}]() { return 1; }}).a
""",
    "fn": """
(function () { {body} }) | (function ~n({params}) { {body} }) | (({params}) => {any}) | (({params}) => { {body} }) | (a => a) | (() => {any})
(function () { return this; }) | (function () { 'use strict'; return this; }) | (() => this) | {fn!}.bind({any}<:, {any}:>) | (x => x.a)
(function (a, b) { arguments[0] = {any}; return [a, arguments.length]; }) | ((...r) => r) | (function f(n) { return n > 0 ? f(n - 1) : n; })
Math.max | String | Number | Boolean | parseInt | Array.isArray | Object | ({m() { return this; }}).m | ((v, i) => i) | (v => !!v)
((a, b) => a + b) | (v => { throw v; }) | String.prototype.toUpperCase | {cls}
""",
    "cls": """
(class { }) | (class ~C { constructor(a) { this.a = a; } }) | (class extends {cls!} { }) | (class extends Array { }) | (class extends Error { })
(class ~C { static x = {any}; y = {any}; #z = {any}; z() { return this.#z; } }) | Array | Map | Error | TypeError | Object | (function ~G(a) { this.a = a; })
(class { static [Symbol.hasInstance](v) { p(v); return {any}; } })
(class ~D extends Date { constructor(a) { super(a === undefined ? 0 : a); } })
(class { get a() { return {any}; } set a(v) { p(v); } static s() { return this; } })
""",
    "date": """
new Date({num}) | new Date({str}) | new Date({int}, {int}<:, {int}, {int}, {int}, {int}, {int}:>) | new Date({date!}) | new Date(NaN)
new Date(1700000000000) | new Date('2024-02-29T12:34:56.789Z') | new Date('2020-06-15') | new Date(0) | new Date(2019, 11, 31, 23, 59, 59, 999)
""",
    "re": """
new RegExp({re!}<:, 'g':>) | new RegExp({pattern}<:, 'gi':>) | RegExp({str}, 'u') | Object.assign({re!}, {lastIndex: {int}})
""",
    "map": """
new Map({pairs}) | new Map([[{any}, {any}], [NaN, 1], [-0, 2]]) | new Map({map!}) | {map!}.set({any}, {any}) | new Map(it('m', [[1, 2], [{any}, {any}]], {how}))
""",
    "set": """
new Set({arr}) | new Set([{any}, NaN, NaN, 0, -0]) | new Set({str!}) | {set!}.add({any}) | new Set(it('s', {arr!}, {how}))
""",
    "sym": """
Symbol.iterator | Symbol('d') | Symbol.for('k') | Symbol.toPrimitive | Object({sym!}).valueOf() | Symbol({any})
""",
    "iter": """
{arr!} | {str!} | {set!} | {map!} | it('i', {arr!}, {how}) | it('i', [{any}, {any}], {how}) | {arr!}.entries() | {str!}[Symbol.iterator]() | {map!}.entries() | {any}
""",
    "err": """
new Error({str}) | new TypeError(<:{str}:>) | Error({any}) | new RangeError('r', {cause: {any}}) | caught(() => {any}) | Object.assign(new Error('n'), {name: {str}}) | caught(() => null.x)
""",
    "trap": """
trap('t', {any}, {how}) | {toString() { return {any}; }, valueOf: {fn}} | {[Symbol.toPrimitive]: {fn}} | {[Symbol.toPrimitive](h) { p(h); return {any}; }}
{valueOf: null, toString() { return {str}; }} | {get length() { return t('len', {small}); }, 0: {any}}
""",
    "any": """
{num} | {str} | {bool} | {arr} | {obj} | {fn} | {date} | {re} | {map} | {set} | {sym} | {err} | {trap} | null | undefined | {arr!}.pop() | {arr!}.shift()
{arr!}[{int}] | {obj!}.{ident} | {obj!}[{key}] | {obj}?.{ident} | {any}?.[{key}] | {obj}?.{ident}?.({any}) | {obj!}.{ident} ?? {any} | {any} || {any} | {any} && {any}
{bool} ? {any} : {any} | ({any}, {any}) | {arr!}.at({int}) | {arr!}.find({fn}) | {arr!}.findLast({fn}) | {arr!}.reduce({fn}<:, {any}:>) | {fn!}({any}<:, {any}:>) | {fn!}.call({any}, {any})
{fn!}.apply({any}, {arr}) | {fn!}(...{iter}) | {map!}.get({any}) | {str!}[{int}] | {obj!}.{ident} = {any} | {arr!}[{index}] = {any} | {arr!}.forEach({fn})
{map!}.forEach({fn}) | t('e', {any}) | {fn}?.({any}) | {obj!}.{ident}?.[{key}].{ident} | tag`a${{any}}b\\u{41}${{any}}` | tag`\\unicode ${{any}}` | {any} ?? {any}
{obj!}[{key}] ||= {any} | {obj!}.{ident} &&= {any} | {obj!}.{ident} ??= {any} | {obj!}.{ident} += {any} | {arr!}[t('i', {index})] = t('v', {any}) | {obj!}[t('k', {key})] += t('w', {any})
{re!}.exec({str!})?.groups | {re!}.exec({str!})?.index | {date!}[Symbol.toPrimitive]({hint}) | {sym!}.description | void {any} | {arr!}.concat({any})[{int}] | new.target
{cls!}.name | {err!}.name | Object.getPrototypeOf({fn}) | {arr!}[Symbol.iterator]().next() | {map!}[Symbol.iterator]().next() | {any}.{ident} | {any}[{key}] | {obj!}.{ident}({any}) | new {fn}({any})
([{target}, {target} = {any}] = {iter}) | ({a: {target}, ...{target}} = {any}).a
""",
    # Pieces that are no values of their own.
    "pairs": """
[['a', {any}], ['b', {any}]] | {map!} | Object.entries({obj}) | [[{key}, {any}]] | [{any}]
""",
    "plain": "[3, 1, 2] | [10, 9, 1, 100] | [0.5, -0, 0, -1, 7] | [{int!}].filter(Number.isFinite)",
    "arraylike": """
({length: {small}, 0: {any}, 1: {any}, 3: {any}}) | ({length: '2', 0: {any}, 1: 'y', 2: 'z'}) | {str!} | {arr!} | ({length: trap('n', {small}, {how}), 0: 1})
""",
    "descriptor": """
{value: {any}, writable: {bool}, enumerable: {bool}, configurable: {bool}} | {get() { return {any}; }, configurable: {bool}} | {get: {fn}, set(v) { p(v); }, enumerable: true} | {value: {any}}
{writable: {bool}} | {set: {any}} | {get: undefined} | {value: 1, get() { }} | {any}
""",
    "space": "'--' | '' | 'a long text for a space' | 2 | 11 | '\\t' | {arr!} | {bool}",
    "hint": "'number' | 'string' | 'default' | {any}",
    "how": "0 | 0 | 0 | 1 | 2 | 3 | 4 | 5 | 6",
    "radix": "2 | 8 | 10 | 16 | 36 | 37 | 1 | {int}",
    "index": "0 | 1 | 2 | 3 | 5 | -1 | 1.5 | '1' | 'x' | 4294967295 | -0 | NaN",
    "small": "0 | 1 | 2 | 3 | 5 | 8 | 20 | -1 | 1.5 | NaN | '3' | null | undefined | 0.9",
    "pattern": "'a' | '(b)(c)?' | '[a-z]+' | '(?<n>.)' | '\\\\d+' | '(' | '[b-a]' | 'a{2,1}' | '' | '/' | '\\n' | {any}",
}
