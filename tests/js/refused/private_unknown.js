// exit 2: SyntaxError
class A { m() { return this.#nope; } }
