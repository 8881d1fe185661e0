// exit 2: SyntaxError
const x;
