let a = "unterminated;
let b = 'it's';
Phone.ring.setMessage(“smart quotes”)
let c = `open
