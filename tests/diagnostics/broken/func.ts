function (a) { return a; }
function f(a, { return a }
function g(a b) { return a; }
const h = (a => { return a };
