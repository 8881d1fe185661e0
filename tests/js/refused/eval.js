// exit 1: 2:1: SyntaxError: eval is not part of the applet language
eval('1 + 1');
