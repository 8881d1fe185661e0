// exit 1: with
with ({}) {}
