// The applet adds methods of its own.
String.prototype.contains = function (part) { return this.indexOf(part) >= 0; };
Phone.ring.setMessage(String(Door.rang.Visitor.contains("x")));
