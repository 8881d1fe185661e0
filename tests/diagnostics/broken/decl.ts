var 1x = 5;
let my-name = 3;
const y;
int n = 5;
string s = "x";
var var = 4;
let z = 1; let z = 2;
