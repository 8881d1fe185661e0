// exit 2: SyntaxError
var r = /(/;
