// exit 1: async functions are not supported
for (async of => {}; false;) {}
