const title = Door.rang.Visitor;
Phone.ring.setMessage(`Hello ${title}`);
Phone.ring.setTitle("costs ${ 5 } or ${unknown} or ${title");
