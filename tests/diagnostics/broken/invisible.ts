Phone.ring.setMessage("x")​; let a–b = 5; let d = 5 − 3; let q = “a”; x = 5;;
