// exit 2: SyntaxError
return 1;
