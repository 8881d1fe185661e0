const r = await fetch("x");
async function f() { await g(); }
import x from "y";
export const z = 1;
