// bench/platform.js: what a trigger-action platform in Node.js does at its fastest, to compare ours with: a
// notification that carries the event comes in, the applet runs hot (host.js, tuned), the action goes out.
// Nothing is encrypted, kept or isolated.
//
//   node platform.js KIND PORT SERVICES-URL APPLET.js NAMES.json MOMENT.js MOMENT-TIMEZONE.js UNDICI
//
// KIND: tuned  connections stay open, undici sends the action, its answer is awaited
//       usual  http.request with a new connection for each action, its answer isn't awaited
'use strict';

const http = require('http');
const fs = require('fs');
const vm = require('vm');
const [kind, port, services, appletPath, namesPath, momentPath, zonesPath, undiciPath] = process.argv.slice(2);
for (const path of [momentPath, zonesPath, __dirname + '/host.js']) {
  new vm.Script(fs.readFileSync(path, 'utf8'), { filename: path }).runInThisContext();
}
const run = appletHost.prepare(fs.readFileSync(appletPath, 'utf8'), JSON.parse(fs.readFileSync(namesPath)), 'tuned');
const headers = { 'content-type': 'application/json' };

const pool = new (require(undiciPath).Pool)(services, { connections: 16 });
async function sendAndWait(path, body) {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  await answer.body.dump();
  if (answer.statusCode !== 202) throw new Error('the action was refused');
}

const closing = new http.Agent({ keepAlive: false });
async function sendAndForget(path, body) {
  const request = http.request(services + path, { method: 'POST', headers, agent: closing });
  request.on('response', (answer) => answer.resume());
  request.on('error', (error) => console.error(error.message));
  request.end(body);
}
const send = kind === 'tuned' ? sendAndWait : sendAndForget;

async function handle(text) {
  const notification = JSON.parse(text);
  const outcome = run(appletHost.decode(notification.event));
  for (const [name, action] of Object.entries(outcome.actions)) {
    await send('/plain/' + name, JSON.stringify({ event_id: notification.event_id, ...action }));
  }
}

http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    handle(Buffer.concat(parts).toString('utf8')).then(
      () => response.writeHead(200, headers).end('{"status":"done"}'),
      (error) => response.writeHead(500, headers).end(JSON.stringify({ title: error.message })));
  });
}).listen(Number(port), '127.0.0.1', () => console.error('ready'));
