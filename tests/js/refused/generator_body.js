// exit 1: generator methods are not supported
"use strict";
function* a() { yield * b; const x = yield; (yield); yield [1]; yield {a: 1}; `${yield}`; }
var o = { *m() { yield /re/; }, async *n() { yield [1]; }, * get() { yield; } };
class C { *m() { yield x ? yield : 1; } static * #p() { yield * 3; } }
