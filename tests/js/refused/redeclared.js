// exit 2: SyntaxError
let a; let a;
