-- sql comment
let a = 1;
