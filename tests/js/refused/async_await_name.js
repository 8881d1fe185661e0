// exit 2: 'await' is a reserved word
async function f() {
  let await = 1;
}
