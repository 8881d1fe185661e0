// A function's text runs no code of the program's.
class C { static get name() { p('getter'); return 'x'; } }
p(String(C) === `${C}`);
p('' + Object.defineProperty(function f() { }, 'name', { get() { throw 1; } }));
