Phone.ring.setMessage("x");
Phone.ring["setTitle"](JSON.stringify({ a: 1 }));
Phone.ring.setBody((function () { return "x"; })());
Phone.ring.setCount(Meta.currentUserTime);
Door.rang.Visitor = Door.rang.Visitor.trim();
Phone.ring.skip();
