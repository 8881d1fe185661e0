// A block's function named `arguments` leaves the function's own object alone (Annex B.3.3).
(function () {
  console.log(typeof arguments, arguments.length);
  {
    console.log(typeof arguments, arguments());
    function arguments() { return "block"; }
  }
  console.log(typeof arguments, arguments.length);
})(1, 2);
(function (a = 1) {
  { function arguments() {} }
  console.log(typeof arguments, arguments.length);
})(1, 2, 3);
(function () {
  { function arguments() { return "inner"; } }
  console.log(typeof arguments, arguments());
  function arguments() { return "outer"; }
})(1);
(() => {
  { function other() { return "hoisted"; } }
  console.log(other());
})();
