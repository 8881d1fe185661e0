// What most applets are: a condition on the time and a field put together.
if (Meta.currentUserTime.hour() > 24) {
  Bench.act.skip("never");
} else {
  Bench.act.setText("New: " + Bench.event.Title.replace(/v(\d+)/, "version $1"));
}
