// A plain script has print, and no services.
print("hello");
console.log(Date.now() > 0);
undefinedFunction();
