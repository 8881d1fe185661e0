const a = `x ${ y `;
const b = `x ${} z`;
const c = 5;
