// exit 1: BigInt literals are not supported
var x = [1n, 2, 0b11n];
