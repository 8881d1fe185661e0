function () {
  // The text of functions as docs/language.md says, for Node.js.
  const own = Object.getOwnPropertyDescriptor;
  const toString = {
    toString() {
      if (typeof this !== 'function') { throw new TypeError('Function.prototype.toString requires that \'this\' be a Function'); }
      const name = own(this, 'name');
      const plain = name && typeof name.value === 'string' && !/^(#|bound )/.test(name.value);
      return `function ${plain ? name.value : ''}() { [native code] }`;
    }
  }.toString;
  Object.defineProperty(Function.prototype, 'toString', { value: toString, writable: true, enumerable: false, configurable: true });
}
