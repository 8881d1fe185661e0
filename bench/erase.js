// bench/erase.js: TypeScript to JavaScript, for engines that know no types: node erase.js FOLDER-OF-TYPESCRIPT
// prints what standard input holds, without its types.
'use strict';
const typescript = require(process.argv[2]);
const source = require('fs').readFileSync(0, 'utf8');
const { ScriptTarget, ModuleKind } = typescript;
process.stdout.write(typescript.transpileModule(source, {
  compilerOptions: { target: ScriptTarget.ES2020, module: ModuleKind.ESNext, alwaysStrict: false },
}).outputText);
