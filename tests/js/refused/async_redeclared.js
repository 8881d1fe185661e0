// exit 2: 'x' has already been declared
async function f() { let x; let x; }
