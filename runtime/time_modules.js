// The modules of the time library, loaded as Node.js loads them: each runs when it is first required,
// the locales therefore only for applets that ask for them. time_bundle.py puts the modules behind this,
// each as `define(NAME, function (exports, require, module) { … });`. Both names are taken out of the
// globals again when the snapshot is made; the modules keep their own `require`.
(function (global) {
  "use strict";
  var waiting = Object.create(null), loaded = Object.create(null);

  function require(name) {
    if (name === "../moment") {
      name = "moment";
    }
    var module = loaded[name], run = waiting[name];
    if (module === undefined) {
      if (run === undefined) {
        throw new Error("Cannot find module '" + name + "'");
      }
      module = loaded[name] = { exports: {} };
      run(module.exports, require, module);
    }
    return module.exports;
  }

  global.require = require;
  global.define = function (name, run) {
    waiting[name] = run;
  };
})(this);
