const limit = 5;
limit = 6;
const step = 1;
step++;
for (const i = 0; i < 3; i++) {
  Phone.ring.skip();
}
[limit] = [7];
