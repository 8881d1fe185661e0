// exit 2: 'yield' is a reserved word in a generator
function* f() { var yield; }
