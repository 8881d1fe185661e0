// Unicode that is newer than Debian's database: Node's is the reference.
const points = [0x2ebf0, 0x1c89, 0x1c8a, 0xa7cb, 0xa7dc, 0x10d50, 0x10d70, 0x16ea0, 0x105c9, 0x16d6a, 0x1ccd6, 0x897, 0x378, 0x11b00, 0x323b0, 0x1fadc];
for (const c of points) {
  const s = String.fromCodePoint(c), codes = (t) => [...t].map((x) => x.codePointAt(0).toString(16)).join(" ");
  print(c.toString(16), codes(s.toUpperCase()), codes(s.toLowerCase()), codes(s.normalize("NFD")), codes(s.normalize("NFKD")),
    codes(s.normalize("NFD").normalize("NFC")), /\p{L}/u.test(s), /\p{Assigned}/u.test(s), /\p{Mn}/u.test(s), /\p{ID_Start}/u.test(s), /\p{Sc}/u.test(s),
    /\p{sc=Unknown}/u.test(s), /\p{Emoji}/u.test(s));
}
print(/\p{Script=Garay}/u.test("\u{10d50}"), /\p{scx=Tutg}/u.test("\u{11380}"), /\p{Script=Beria_Erfe}/u.test("\u{16ea0}"), /\p{scx=Zzzz}/u.test("\u0378"));
print(/\u{10d50}/iu.test("\u{10d70}"), /\u019b/iu.test("\ua7dc"), /\ua7cb/i.test("\u0264"));
print("a\u0897\u0316".normalize("NFD") === "a\u0316\u0897", "a\u{10d69}\u0316".normalize("NFC").length);
print(/\u0390/iu.test("\u1fd3"), /\u0390/i.test("\u1fd3"), /\ufb05/iu.test("\ufb06"), /\u03b0/iu.test("\u1fe3"));
