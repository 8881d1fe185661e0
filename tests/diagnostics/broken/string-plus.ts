Phone.ring.setMessage("a" + + "b" +);
Phone.ring.setMessage("a" "b");
Phone.ring.setMessage('a' + x y);
