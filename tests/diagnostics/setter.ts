// Setters used otherwise than by calling them with a text.
Phone.ring.setMessage = "x";
Phone.ring.Message = "x";
Phone.ring.setMessage();
const field = "Message";
Phone.ring["set" + field]("x");
Phone.ring.setTitle({ a: 1 });
Phone.ring.setBody(function () { return "x"; });
Phone.ring.setCount(Door.rang.Visitor.trim);
