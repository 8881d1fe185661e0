// tests/num/expect.js: runs a script of tests/num/js as Node.js runs scripts (not modules), in UTC.
// Its output is the script's .out file: node expect.js js/date.js > js/date.out
"use strict";
process.env.TZ = "UTC";
require("vm").runInThisContext(require("fs").readFileSync(process.argv[2], "utf8"));
