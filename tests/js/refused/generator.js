// exit 1: generator functions are not supported
function* g() { yield 1; }
