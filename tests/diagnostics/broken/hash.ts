# comment
let a = 1;
