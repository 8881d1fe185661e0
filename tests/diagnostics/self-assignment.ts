let title = Door.rang.Visitor;
title = title;
const o = { a: 1 };
o.a = o.a;
Phone.ring.setMessage(title + o.a);
