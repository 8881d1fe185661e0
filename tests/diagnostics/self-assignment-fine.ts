let title = Door.rang.Visitor;
const o = { a: 1, b: 2 };
o.a = o.b;
title = title.trim();
Door.rang.Visitor = title;
title += title;
