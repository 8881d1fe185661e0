// exit 2: 2:5: SyntaxError: unexpected '='
var = 3;
