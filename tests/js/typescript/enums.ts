// Enums: what TypeScript computes while compiling, merging, reverse mapping.
function show(name: string, e: object) {
  print(name, JSON.stringify(e));
}

const five = 5, letter = "q", negative = -five;
enum FromConstants { A = five, B, C = five + 1, D, E = negative, F = letter, G = `${letter}x${five}`, H = "a" + letter }
show("constants", FromConstants);

const typed: number = 7;
enum NotConstant { A = typed, B = 1 }
show("typed constants are not folded", NotConstant);

enum Operators {
  A = 1 << 2, B = A | 1, C = ~B, D = 2 ** 10, E, F = 7 % 4, G = -8 >>> 28, H = 6 ^ 3, I = 7 / 2, J = "abc".length,
  K = 10, L = (K + 1) * 2, M = +"3", N = 2 ** -1,
}
show("operators", Operators);

enum Text { A = "x", B = A, C = `t${1 + 1}`, D = "a" + "b" }
show("text", Text);
enum Special { A = NaN, B = Infinity, C = -1, D = 1 / 0 }
show("special", Special);
print(Object.keys(Special).join());

enum Merged { A }
enum Merged { B = 1, C = A + 5 }
show("merged", Merged);
enum Quoted { "x y" = 1, 'z' = 2, W, V = Quoted["x y"] + Quoted.z }
show("quoted", Quoted);
const enum Flags { None, Read = 1, Write = Read << 1, All = Read | Write }
show("const enum", [Flags.All, Flags["Write"], Flags.None]);

function computed() { return "s"; }
enum Computed { A = computed() as any, B = 4 }
show("computed", Computed);

{
  const five = 50;
  enum Inner { A = five }
  show("the nearest constant counts", Inner);
}
enum Outer { A = five }
show("and is gone behind its block", Outer);
function shadow(five: number) {
  enum Inner { A = five, B = 2 }
  return Inner;
}
show("a parameter is no constant", shadow(9));
namespace Space {
  const own = 3;
  export enum Kept { A = own, B }
}
show("in a namespace", Space.Kept);
