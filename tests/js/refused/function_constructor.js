// exit 1: 2:9: SyntaxError: Function(...) is not part of the applet language
var f = Function('return 1');
