// exit 2: invalid assignment target
"use strict";
function f() {}
f() = 1;
