var hour = Meta.currentUserTime.hour()
if (hour < 7 {
  Phone.ring.skip("x")
}
let x = ;
Phone.ring.setMessage("a"
Phone.ring.setTitle("b")
