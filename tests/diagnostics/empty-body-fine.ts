let i = 0;
while (i++ < 3);
for (; i < 9; i++);
if (i) {} else { Phone.ring.skip(); }
if (i) ; else Phone.ring.skip();
