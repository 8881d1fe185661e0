// exit 1: 2:5: SyntaxError: Function(...) is not part of the applet language
new Function('return 1');
