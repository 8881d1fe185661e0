// The doorbell rings the phone, but not between 22:00 and 7:00 where the user lives.
const hour = Meta.currentUserTime.hour();

if (hour >= 22 || hour < 7) {
  Phone.ring.skip("quiet hours, it is " + Meta.currentUserTime.format("HH:mm"));
} else {
  Phone.ring.setMessage(Door.rang.Visitor + " is at the door");
}
