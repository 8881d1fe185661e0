let a = (1 + ;
let b = 2;
let c = [1, 2;
let d = 4;
let e = { x: 1;
let f = 5;
