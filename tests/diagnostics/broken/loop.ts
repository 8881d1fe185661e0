for (i = 0, i < 3, i++) { f(i); }
for (let i of) { f(); }
while { }
do { } while 
foreach (x in y) { }
