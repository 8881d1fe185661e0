// An element that a pattern leaves out is asked for, but its value isn't read.
var [a, , b] = it('binding', [1, 2, 3], 5);
[a, , ...b] = it('assignment', [1, 2, 3], 5);
p([a, b]);
try { [, ,] = it('throws', [1], 4); } catch (e) { p(e); }
