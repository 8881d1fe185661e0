// exit 2: 'n' behind a number with a fraction
var x = 1.5n;
