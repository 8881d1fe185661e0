const o = { a: 1 b: 2, c: };
const list = [1 2, 3];
f(1 2);
