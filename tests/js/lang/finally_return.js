// A value returned through a finally block stays, whatever that block starts to return itself.
var f;
f = function () { do { try { return 42; } finally { continue; } } while (false); return 43; };
console.log(1, f());
f = function () { do try { return 42; } finally { break; } while (false); return 43; };
console.log(2, f());
f = function () { do { try { return 42; } finally { do { try { return 43; } finally { continue; } } while (false); } } while (false); return 44; };
console.log(3, f());
f = function () { L: { try { return 42; } finally { try { break L; } finally { } } } return 43; };
console.log(4, f());
f = function () { try { return 42; } finally { L: try { return 43; } finally { break L; } } };
console.log(5, f());
f = function () { try { return 42; } finally { try { throw 1; } catch (e) { } } };
console.log(6, f());
f = function () { try { return 42; } finally { do { try { return 43; } finally { break; } } while (0); } };
console.log(7, f());
f = function () { try { throw 42; } catch (e) { return e; } finally { L: try { throw 43; } finally { break L; } } };
console.log(8, f());
f = function () { try { throw 42; } finally { L: try { return 43; } finally { break L; } } };
try { console.log(9, f()); } catch (e) { console.log(9, "threw", e); }
