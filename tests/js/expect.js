// Runs one file as a script of a fresh global scope, as `tapdance run` does, and prints what it
// prints: node tests/js/expect.js FILE > FILE.expected
// A .ts file goes through TypeScript 5.4.5 first, which NODE_PATH must reach; so must it moment-timezone for
// scripts that use moment.
'use strict';
const fs = require('fs'), vm = require('vm');
globalThis.print = (...values) => console.log(values.map(String).join(' '));
try {
  globalThis.moment = globalThis.MomentJS = require('moment-timezone');
} catch (e) {
  // a script that needs it will say so
}
const path = process.argv[2];
let text = fs.readFileSync(path, 'utf8');
if (path.endsWith('.ts')) {
  const ts = require('typescript');
  const compilerOptions = { target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.ESNext, alwaysStrict: false };
  text = ts.transpileModule(text, { compilerOptions }).outputText;
}
vm.runInThisContext(text, { filename: path });
