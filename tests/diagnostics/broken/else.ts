if (a) Phone.ring.skip(); 
b = 1;
else { Phone.ring.setMessage("x") }
else if (c) { Phone.ring.setMessage("y") }
