// exit 1: async functions are not supported
async function f() {}
