// bench/host.js: the host objects of applets, for other engines: a script that sets globalThis.appletHost.
// moment and moment-timezone are globals already.
//
// Applet, host and time library are compiled once; fresh for every event are the host objects, which an
// applet may change, and the recorder. Prototypes, globals and the time library's state are not fresh.
// HOST says how the objects are made:
//   tuned  as by an engineer who wants the engine to be fast: what depends on the applet's names alone is
//          prepared once, setters stand in classes, moments are made when they are first read
//   plain  as the contract describes them: names are split, setters defined and all moments made for
//          every event
'use strict';

(function () {

/* --- the running event --- */

let now = 0;
let randomState = 0;
let log = [];
let actions = {};

const compile = eval; // called by another name it compiles in the global scope
const moment = globalThis.moment;
moment.suppressDeprecationWarnings = true;
moment.now = () => now;

Math.random = function random() {
  randomState = (randomState + 0x6D2B79F5) | 0;
  let t = Math.imul(randomState ^ (randomState >>> 15), 1 | randomState);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

// The applet's Date: shows the event's time. moment has its own hook for that and keeps the plain one.
function PinnedDate(...parts) {
  if (new.target === undefined) return new Date(now).toString();
  return parts.length === 0 ? new Date(now) : new Date(...parts);
}
PinnedDate.prototype = Date.prototype;
PinnedDate.now = () => now;
PinnedDate.parse = Date.parse;
PinnedDate.UTC = Date.UTC;

const note = (...values) => { log.push(values.map(String).join(' ')); };
const console_ = { log: note, info: note, warn: note, error: note, debug: note };

function kindOf(v) {
  if (typeof v !== 'object') return typeof v;
  if (v === null) return 'null';
  if (Array.isArray(v)) return 'array';
  if (moment.isMoment(v)) return 'moment';
  const shown = Object.prototype.toString.call(v);
  return shown === '[object Object]' ? 'object' : shown.slice(8, -1);
}

function recordOf(name) {
  return actions[name] || (actions[name] = { fields: {}, skip_reason: null, skipped: false });
}

function setField(name, field, value) {
  const record = recordOf(name);
  if (typeof value === 'string') {
    record.fields[field] = value;
    if (record.kinds !== undefined) delete record.kinds[field];
  } else {
    record.fields[field] = String(value);
    (record.kinds = record.kinds || {})[field] = kindOf(value);
  }
}

function skip(name, reason) {
  const record = recordOf(name);
  record.skipped = true;
  record.skip_reason = reason === undefined ? null : String(reason);
}

/* --- host objects: functions of an event that answer Meta and the services in their order --- */

// Every "Service.member" that the applet names; ingredients may stand in the service itself.
function membersOf(names) {
  const members = names.ingredients.map((name) => name.split('.').slice(0, -1).join('.'));
  return [...new Set([...members, ...Object.keys(names.queries).map((name) => name.split('.')[0]),
    ...Object.keys(names.actions)])];
}
const servicesOf = (names) => [...new Set(membersOf(names).map((name) => name.split('.')[0]))];

function plainHost(names) {
  const hidden = (object, name, value) =>
    Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
  return (event) => {
    const objects = {};
    const service = (name) => objects[name] || (objects[name] = {});
    const member = (first, second) => service(first)[second] || (service(first)[second] = {});
    for (const name of membersOf(names)) {
      const [first, second] = name.split('.');
      if (second === undefined) service(first);
      else member(first, second);
    }
    for (const [name, value] of [...Object.entries(event.ingredients), ...Object.entries(event.queries)]) {
      const [first, second, ...rest] = name.split('.');
      const given = typeof value === 'string' ? value : value.map((row) => ({ ...row }));
      if (rest.length === 0) service(first)[second] = given;
      else member(first, second)[rest.join('.')] = given;
    }
    for (const [name, fields] of Object.entries(names.actions)) {
      const object = member(...name.split('.'));
      for (const field of fields) hidden(object, 'set' + field, (value) => setField(name, field, value));
      hidden(object, 'skip', (reason) => skip(name, reason));
    }
    const meta = {
      currentUserTime: moment.tz(now, event.timezone),
      triggerTime: moment.tz(event.triggerMs, event.timezone),
    };
    if (event.previousMs !== null) meta.previousTriggerTime = moment.tz(event.previousMs, event.timezone);
    return [meta, ...servicesOf(names).map((name) => objects[name])];
  };
}

class LazyMeta {
  constructor(event) { this.event = event; }
  get currentUserTime() { return this.keep('currentUserTime', now); }
  get triggerTime() { return this.keep('triggerTime', this.event.triggerMs); }
  get previousTriggerTime() {
    return this.event.previousMs === null ? undefined : this.keep('previousTriggerTime', this.event.previousMs);
  }
  keep(name, ms) {
    const value = moment.tz(ms, this.event.timezone);
    Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  }
}

function actionClass(name, fields) {
  class Action {}
  for (const field of fields) {
    Action.prototype['set' + field] = (value) => setField(name, field, value);
  }
  Action.prototype.skip = (reason) => skip(name, reason);
  return Action;
}

function tunedHost(names) {
  const order = servicesOf(names);
  const plan = [];
  for (const name of membersOf(names)) {
    const [service, member] = name.split('.');
    const made = names.actions[name] === undefined ? null : actionClass(name, names.actions[name]);
    if (member !== undefined) plan.push({ at: order.indexOf(service), member, made });
  }
  const paths = new Map();
  const pathOf = (name) => {
    const [service, member, ...rest] = name.split('.');
    const path = { at: order.indexOf(service), member, rest: rest.length ? rest.join('.') : null };
    paths.set(name, path);
    return path;
  };
  const put = (objects, name, value) => {
    const path = paths.get(name) || pathOf(name);
    if (path.at < 0) return; // a service that the applet doesn't name
    const object = objects[path.at + 1];
    if (path.rest === null) object[path.member] = value;
    else (object[path.member] || (object[path.member] = {}))[path.rest] = value;
  };
  return (event) => {
    const objects = [new LazyMeta(event)];
    for (let i = 0; i < order.length; i++) objects.push({});
    for (const { at, member, made } of plan) objects[at + 1][member] = made === null ? {} : new made();
    for (const name in event.ingredients) put(objects, name, event.ingredients[name]);
    for (const name in event.queries) put(objects, name, event.queries[name].map((row) => ({ ...row })));
    return objects;
  };
}

/* --- the applet --- */

// A function of a decoded event that answers the outcome.
function prepare(source, names, host) {
  const applet = compile('(function (moment, MomentJS, Date, console, Meta' +
    servicesOf(names).map((name) => ', ' + name).join('') + ') {' + source + '\n})');
  const hostObjects = host === 'tuned' ? tunedHost(names) : plainHost(names);
  return function run(event) {
    now = event.nowMs;
    randomState = event.seed | 0;
    log = [];
    actions = {};
    try {
      applet(moment, moment, PinnedDate, console_, ...hostObjects(event));
      return { actions, log, status: 'ok' };
    } catch (thrown) {
      const named = thrown !== null && typeof thrown === 'object' && typeof thrown.name === 'string' &&
        'message' in thrown;
      return {
        actions,
        error: named ? thrown.name + ': ' + thrown.message : 'throw: ' + String(thrown),
        error_kind: named ? thrown.name : 'throw',
        log,
        status: 'error',
      };
    }
  };
}

// An event as the applet's host wants it: times as numbers, names in order.
function decode(event) {
  const sorted = (object) => {
    const out = {};
    for (const name of Object.keys(object || {}).sort()) out[name] = object[name];
    return out;
  };
  return {
    nowMs: Date.parse(event.now),
    triggerMs: Date.parse(event.triggerTime || event.now),
    previousMs: event.previousTriggerTime ? Date.parse(event.previousTriggerTime) : null,
    timezone: event.timezone || 'UTC',
    seed: event.seed || 0,
    ingredients: sorted(event.ingredients),
    queries: sorted(event.queries),
  };
}

globalThis.appletHost = { prepare, decode };

})();
