// With the flag u, a back reference does not end within a code point.
function show(r, s) {
  var found = r.exec(s);
  console.log(found === null ? null : found.index + " " + found[0].length);
}
show(/foo(.+)bar\1/u, "foo\uD834bar\uD834\uDC00");
show(/foo(.+)bar\1/, "foo\uD834bar\uD834\uDC00");
show(/foo(.+)bar\1/u, "foo\uD834bar\uD834A");
show(/(?<=\1(\uDC00))x/u, "\uD834\uDC00\uDC00x");
show(/(?<=\1(\uDC00))x/u, "\uDC00\uDC00x");
show(/(\uDF06)\1/u, "\uDF06\uDF06");
show(/(😀)\1/u, "😀😀");
