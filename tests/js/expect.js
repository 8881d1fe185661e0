// Runs one file as a script of a fresh global scope, as `tapdance run` does, and prints what it
// prints: node tests/js/expect.js FILE > FILE.expected
'use strict';
const fs = require('fs'), vm = require('vm');
globalThis.print = (...values) => console.log(values.map(String).join(' '));
vm.runInThisContext(fs.readFileSync(process.argv[2], 'utf8'), { filename: process.argv[2] });
