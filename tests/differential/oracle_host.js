// tests/differential/oracle_host.js: node oracle_host.js FOLDER: outcomes of an applet's events, one a line,
// by the oracle in that folder. The text of functions is as docs/language.md says.
'use strict';
const path = require('path');
const oracle = require(path.resolve(process.argv[2], 'oracle.js'));
const { source, events } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const applet = oracle.prepare(source);
const show = `(${require('fs').readFileSync(path.join(__dirname, 'function_text.js'), 'utf8')})()`;
for (const event of events) {
  const before = (context) => require('vm').runInContext(show, context);
  console.log(JSON.stringify(oracle.run(applet, event, { before, timeout: 5000 })));
}
