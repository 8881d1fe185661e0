// tests/differential/prelude.js: what generated programs observe the language with. p() prints a value
// in one canonical form, t() notes that an expression was evaluated, step() ends runaway programs after
// the same number of calls everywhere, program() runs one and says how it ended. The rest makes objects
// whose protocols can be seen at work. All of it is taken before a program can change a prototype.
var p, t, step, program, trap, it, watched, tag, caught, spreadable, arguments_of, sink, top_level;
(function () {
  var getNames = Object.getOwnPropertyNames, getSymbols = Object.getOwnPropertySymbols;
  var getDescriptor = Object.getOwnPropertyDescriptor, getPrototype = Object.getPrototypeOf;
  var isExtensible = Object.isExtensible, isArray = Array.isArray, stringOf = String;
  var call = Function.prototype.call, bind = Function.prototype.bind;
  var uncurry = function (f) { return bind.call(call, f); };
  var charCode = uncurry(String.prototype.charCodeAt), hex = uncurry(Number.prototype.toString);
  var slice = uncurry(String.prototype.slice), tagOf = uncurry(Object.prototype.toString);
  var symbolText = uncurry(Symbol.prototype.toString), time = uncurry(Date.prototype.getTime);
  var mapEach = uncurry(Map.prototype.forEach), setEach = uncurry(Set.prototype.forEach);
  var known = new Map(), knownGet = uncurry(Map.prototype.get), knownHas = uncurry(Map.prototype.has);
  var mapSize = uncurry(getDescriptor(Map.prototype, 'size').get);
  var setSize = uncurry(getDescriptor(Set.prototype, 'size').get);
  var regexpText = uncurry(RegExp.prototype.toString), isRegExp = RegExp.prototype.exec;
  var numberValue = uncurry(Number.prototype.valueOf), stringValue = uncurry(String.prototype.valueOf);
  var booleanValue = uncurry(Boolean.prototype.valueOf), symbolValue = uncurry(Symbol.prototype.valueOf);
  var BudgetEnd = function () {}, output = '', lines = 0, steps = 0, direct = false;

  function know(name, object) {
    if (object !== null && (typeof object === 'object' || typeof object === 'function') &&
        !known.has(object)) {
      known.set(object, name);
      var keys = getNames(object);
      for (var i = 0; i < keys.length; i++) {
        var d = getDescriptor(object, keys[i]);
        know(name + '.' + keys[i], d.value);
        know('get ' + name + '.' + keys[i], d.get);
      }
      know('[[' + name + ']]', getPrototype(object));
    }
  }
  known.set(globalThis, 'globalThis');
  var roots = ['Object', 'Function', 'Array', 'String', 'RegExp', 'Number', 'Math', 'Date', 'JSON',
    'Map', 'Set', 'WeakMap', 'WeakSet', 'Symbol', 'Boolean', 'Error', 'EvalError', 'RangeError',
    'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'parseInt', 'parseFloat', 'isNaN',
    'isFinite'];
  for (var i = 0; i < roots.length; i++) { know(roots[i], globalThis[roots[i]]); }
  know('ArrayIterator', getPrototype([][Symbol.iterator]()));

  // The order of a built-in object's own keys is nobody's promise, and `arguments` and `caller` of sloppy
  // functions are Node.js's own.
  ['getOwnPropertyNames', 'getOwnPropertyDescriptors'].forEach(function (name) {
    var original = Object[name], patched = ({
      [name](o) {
        if (knownHas(known, o)) { return knownGet(known, o); }
        var result = original(o);
        if (typeof o === 'function' && isArray(result)) {
          return result.filter(function (k) { return k !== 'arguments' && k !== 'caller'; });
        }
        if (typeof o === 'function') { delete result.arguments; delete result.caller; }
        return result;
      }
    })[name];
    known.set(patched, 'Object.' + name);
    Object[name] = patched;
  });

  function quote(text) {
    var length = text.length, out = '"';
    for (var i = 0; i < length && i < 200; i++) {
      var unit = charCode(text, i);
      out += unit >= 32 && unit < 127 && unit !== 34 && unit !== 92 ? text[i]
        : '\\u' + slice('000' + hex(unit, 16), -4);
    }
    return out + (length > 200 ? '"...' + length : '"');
  }

  function key(k) { return typeof k === 'symbol' ? '[' + quoteSymbol(k) + ']' : quote(k); }
  function quoteSymbol(s) { return quote(symbolText(s)); }

  // The inner value of what Object.prototype.toString could be lied to about.
  function inner(object, depth, seen) {
    try { return 'Number ' + primitive(numberValue(object)); } catch (e) {}
    try { return 'String ' + quote(stringValue(object)); } catch (e) {}
    try { return 'Boolean ' + booleanValue(object); } catch (e) {}
    try { return 'Symbol ' + quoteSymbol(symbolValue(object)); } catch (e) {}
    try { return 'Date ' + time(object); } catch (e) {}
    var text = '';
    try {
      mapSize(object);
      mapEach(object, function (v, k) { text += show(k, depth - 1, seen) + ' => ' + show(v, depth - 1, seen) + ', '; });
      return 'Map ' + text;
    } catch (e) {}
    try {
      setSize(object);
      setEach(object, function (v) { text += show(v, depth - 1, seen) + ', '; });
      return 'Set ' + text;
    } catch (e) {}
    return '';
  }

  function primitive(v) {
    if (typeof v === 'string') { return quote(v); }
    if (typeof v === 'symbol') { return quoteSymbol(v); }
    return v === 0 && 1 / v < 0 ? '-0' : stringOf(v);
  }

  function property(object, k, depth, seen) {
    var d = getDescriptor(object, k);
    var flags = (d.enumerable ? '' : '-e') + (d.configurable ? '' : '-c');
    if (d.get !== undefined || d.set !== undefined) {
      return key(k) + flags + ': accessor ' + (d.get ? 'get' : '') + (d.set ? 'set' : '');
    }
    return key(k) + flags + (d.writable ? '' : '-w') + ': ' + show(d.value, depth - 1, seen);
  }

  function properties(object, depth, seen, skip) {
    var names = getNames(object), symbols = getSymbols(object), out = '', count = 0;
    for (var i = 0; i < names.length; i++) {
      if (skip[names[i]] === true) { continue; }
      if (++count > 40) { return out + '... '; }
      out += property(object, names[i], depth, seen) + ', ';
    }
    for (i = 0; i < symbols.length && i < 10; i++) {
      out += property(object, symbols[i], depth, seen) + ', ';
    }
    return out;
  }

  function nothing() { var o = { stack: true }; o.__proto__ = null; return o; }
  var skipError = nothing(), skipFunction = nothing(), skipLength = nothing();
  skipError.message = skipError.stack = true;
  skipFunction.prototype = skipFunction.arguments = skipFunction.caller = true;

  function describe(object, depth, seen) {
    var prototype = getPrototype(object), out = '';
    if (typeof object === 'function') {
      out = 'function ';
    } else if (isArray(object)) {
      out = 'Array ';
    } else if (knownHas(known, prototype)) {
      out = knownGet(known, prototype) === 'Object.prototype' ? '' : knownGet(known, prototype) + ' ';
    } else if (prototype === null) {
      out = 'null-prototype ';
    } else {
      var c = getDescriptor(prototype, 'constructor');
      c = c && typeof c.value === 'function' && getDescriptor(c.value, 'name');
      out = 'instance of ' + (c && typeof c.value === 'string' ? quote(c.value) : '?') + ' ';
    }
    if (tagOf(object) === '[object RegExp]') {
      try { out += regexpText(object) + ' '; } catch (e) { out += 'RegExp? '; }
    }
    if (object instanceof Error) {
      var m = getDescriptor(object, 'message');
      out += m && typeof m.value === 'string' ? '{m:' + quote(m.value) + '} ' : '';
      return out + '{' + properties(object, depth, seen, skipError) + '}';
    }
    if (depth > 0 && typeof object !== 'function' && !isArray(object)) {
      out += inner(object, depth, seen);
    }
    return out + '{' + properties(object, depth, seen, typeof object === 'function' ? skipFunction : nothing()) +
      '}' + (isExtensible(object) ? '' : ' sealed');
  }

  function show(v, depth, seen) {
    if (v === null || (typeof v !== 'object' && typeof v !== 'function')) { return primitive(v); }
    if (knownHas(known, v)) { return '<' + knownGet(known, v) + '>'; }
    for (var i = 0; i < seen.length; i++) { if (seen[i] === v) { return '#' + i; } }
    if (depth <= 0 || seen.length > 30) { return isArray(v) ? '[...]' : typeof v === 'function' ? 'function' : '{...}'; }
    seen[seen.length] = v;
    return describe(v, depth, seen);
  }

  function line(text) {
    if (++lines > 400) { return; }
    if (direct) { print(text); } else { output += text + '\n'; }
  }

  p = function p(v) { var n = arguments.length > 1 ? arguments[1] : 0; line((n ? n + ': ' : '') + show(v, 4, [])); return v; };
  t = function t(name, v) { line('. ' + name); return v; };
  step = function step() { if (++steps > 300) { throw new BudgetEnd(); } };

  program = function (number, run) {
    output = '# ' + number + '\n'; lines = steps = 0; sink = undefined;
    try { run(); line('end'); } catch (e) {
      steps = 0;
      line(e instanceof BudgetEnd ? 'budget' : 'threw ' + show(e, 3, []));
    }
    print(output);
  };

  // What follows is one program at the top level of the script.
  top_level = function () { direct = true; print('# 0'); };

  // Converts to `v`, and says which way it was asked. `how`: 0 valueOf and toString, 1 also
  // Symbol.toPrimitive, 2 throws, 3 gives objects.
  trap = function trap(name, v, how) {
    var o = {
      valueOf() { line('. ' + name + '.valueOf'); if (how === 2) { throw new Error(name); } return how === 3 ? {} : v; },
      toString() { line('. ' + name + '.toString'); return how === 3 ? [] : '' + primitive(v); }
    };
    if (how === 1) { o[Symbol.toPrimitive] = function (hint) { line('. ' + name + ' ' + hint); return v; }; }
    return o;
  };

  // An iterable over `values`. `how`: 0 whole, 1 without return, 2 return throws, 3 return gives no
  // object, 4 next throws at the end, 5 results with getters, 6 next gives no object at the end.
  it = function it(name, values, how) {
    return {
      [Symbol.iterator]() {
        line('. ' + name + ' begin');
        var i = 0, iterator = {
          next() {
            line('. ' + name + ' next ' + i);
            step();
            var at = i++, done = !(at < values.length);
            if (done && how === 4) { throw new Error(name + ' next'); }
            if (done && how === 6) { return 1; }
            return how === 5 ? {
              get value() { line('. ' + name + ' value'); return values[at]; },
              get done() { line('. ' + name + ' done'); return done ? 'yes' : 0; }
            } : { value: values[at], done: done };
          }
        };
        if (how !== 1) {
          iterator.return = function (v) {
            line('. ' + name + ' return ' + arguments.length);
            if (how === 2) { throw new Error(name + ' return'); }
            return how === 3 ? 1 : {};
          };
        }
        return iterator;
      }
    };
  };

  // An object whose named properties are accessors that can be seen.
  watched = function watched(name, values) {
    var o = {}, keys = getNames(values);
    for (var i = 0; i < keys.length; i++) {
      (function (k) {
        Object.defineProperty(o, k, {
          get() { line('. get ' + name + '.' + k); return values[k]; },
          set(v) { line('. set ' + name + '.' + k + ' ' + show(v, 2, [])); values[k] = v; },
          enumerable: true, configurable: true
        });
      })(keys[i]);
    }
    return o;
  };

  tag = function tag(strings) {
    p(strings);
    p(strings.raw);
    return arguments.length;
  };

  caught = function caught(f) { try { return f(); } catch (e) { return e; } };
  spreadable = function spreadable(o) {
    if (o !== null && typeof o === 'object') { o[Symbol.isConcatSpreadable] = true; }
    return o;
  };
  arguments_of = function arguments_of() { return arguments; };
})();
