// tests/differential/host.js: Node.js as the reference: runs one file as a script of the global scope,
// with what tapdance-run gives a script. The text of functions is as docs/language.md says.
//     node host.js FILE [NODE_MODULES]
'use strict';
const fs = require('fs'), vm = require('vm'), path = require('path');
const text = fs.readFileSync(process.argv[2], 'utf8');
let output = '';
globalThis.print = (line) => { output += line + '\n'; };
if (process.argv[3] && /\b(moment|MomentJS)\b/.test(text)) {
  globalThis.moment = globalThis.MomentJS = require(path.join(process.argv[3], 'moment-timezone'));
}
vm.runInThisContext(`(${fs.readFileSync(path.join(__dirname, 'function_text.js'), 'utf8')})`)();
delete globalThis[Symbol.toStringTag]; // Node.js's own
process.on('exit', () => fs.writeSync(1, output));
try {
  vm.runInThisContext(text, { filename: process.argv[2] });
} catch (error) {
  const early = error instanceof SyntaxError && !/^# /.test(output);
  output += `${early ? 'syntax error' : 'uncaught ' + (error && error.name)}\n`;
  process.stderr.write(String(error && error.stack) + '\n');
  process.exitCode = early ? 2 : 1;
}
