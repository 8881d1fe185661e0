Phone..ring.setMessage("x");
Phone.ring.("x");
Phone.ring.setMessage)"x"(;
a ? b;
a ?: c;
