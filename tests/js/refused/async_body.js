// exit 1: async methods are not supported
// Everything inside is well formed, so this is outside the language, not a syntax error.
const later = async (x, { y } = {}) => await x + (await y.z(), async z => await z);
class Service {
  late = async () => { for await (const x of late()) await x; };
  async get() { return await import("file"); }
  async *all() { yield* await this.get(); }
}
const big = { 10n: 1n, value: -0x1fn };
with (big) { value; }
