// exit 2: invalid assignment target
function f() {}
f() &&= 1;
