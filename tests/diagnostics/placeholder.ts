const title = Door.rang.Visitor;
Phone.ring.setMessage("Hello ${title}");
Phone.ring.setTitle('At ${Meta.currentUserTime.hour()} o\'clock');
