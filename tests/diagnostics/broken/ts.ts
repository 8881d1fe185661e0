interface X { a: string b }
let a: = 5;
type T = ;
let b: string[ = [];
enum E { A B }
function f(a: string, b: ) {}
