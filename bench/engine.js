// bench/engine.js: runs one applet in Node.js or QuickJS as a hot function in one realm, for
// comparison with ours.
//
//   node engine.js HOST APPLET.js NAMES.json EVENTS.jsonl MOMENT.js MOMENT-TIMEZONE.js
//   qjs --std engine.js (the same)
//
// It answers commands on standard input: "outcomes" with one JSON line for each event, "time N" with
// "done" after N passes over all events. NAMES: what the compiler found in the applet's text,
// {"ingredients": [...], "queries": {...}, "actions": {"Service.action": ["Field", ...]}}.
//
// How host objects are made, and what HOST may be: host.js.
'use strict';

/* --- what differs between the engines --- */

const inNode = typeof process === 'object';
const files = inNode ? require('fs') : std;
const argumentsGiven = inNode ? process.argv.slice(2) : scriptArgs.slice(1);
const readText = (path) => (inNode ? files.readFileSync(path, 'utf8') : files.loadFile(path));
const evaluate = inNode ? (text, name) => new (require('vm').Script)(text, { filename: name }).runInThisContext()
                        : (text) => (0, eval)(text);
const print_ = inNode ? (text) => files.writeSync(1, text + '\n')
                      : (text) => { std.out.puts(text + '\n'); std.out.flush(); };

function* commands() {
  if (!inNode) {
    for (let line = std.in.getline(); line !== null; line = std.in.getline()) yield line;
    return;
  }
  const bytes = Buffer.alloc(256);
  for (let got = files.readSync(0, bytes); got > 0; got = files.readSync(0, bytes)) {
    yield bytes.toString('latin1', 0, got).trim(); // the driver waits for each answer
  }
}

const [host, sourcePath, namesPath, eventsPath, momentPath, zonesPath] = argumentsGiven;
const here = inNode ? __dirname : scriptArgs[0].replace(/[^/]*$/, '.');
for (const path of [momentPath, zonesPath, here + '/host.js']) evaluate(readText(path), path);
const run = appletHost.prepare(readText(sourcePath), JSON.parse(readText(namesPath)), host);
const events = readText(eventsPath).split('\n').filter((line) => line !== '')
  .map((line) => appletHost.decode(JSON.parse(line)));

for (const command of commands()) {
  const [verb, count] = command.split(' ');
  if (verb === 'outcomes') {
    for (const event of events) print_(JSON.stringify(run(event)));
  } else {
    let kept; // the outcome stays reachable, as for whoever would send it
    for (let pass = 0; pass < Number(count); pass++) {
      for (let i = 0; i < events.length; i++) kept = run(events[i]);
    }
    print_(kept.status === undefined ? 'no outcome' : 'done');
  }
}
