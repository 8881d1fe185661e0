// Called, but no function.
const title = Door.rang.Visitor;
Phone.ring.setMessage(String(title.length()));
Phone.ring.setTime(Meta.currentUserTime().format("HH"));
Phone.ring.Skip();
Phone.ring.setmessage("x");
Phone.ring.message("x");
Phone.ring("x");
const n = Mat.floor(2.5);
Mete.currentUserTime.hour();
const pi = Math.PI();
