// Declarations that TypeScript erases, rewrites, or complains about and writes all the same.
namespace Units {
  export namespace Length { export const metre = 1; export type T = number; }
  export import Text = Length;
  export enum Kind { Small, Large }
  export let count = 1;
  export function up() { count++; count += 2; return count; }
  export class Box { content = count; }
}
import Short = Units.Length;
import Pi = Math.PI;
import type Gone = Units.Kind;
print(Short.metre, Units.Text.metre, Pi > 3, Units.Kind.Large, Units.up(), Units.count, new Units.Box().content);

private function misplaced() { return 1; }
public var also = misplaced() + 1;
print(misplaced(), also);

interface Shape { area(): number; readonly [name: string]: any; new (x: number): Shape; get side(): number }
class Base { tag = "base"; }
class Late implements Shape extends Base { area() { return 2; } }
print(new Late().area(), new Late().tag);

abstract class Drawn {
  abstract draw(): string;
  abstract erase() { return "written all the same"; }
  abstract colour = 1;
  declare size: number;
  get both() { return this.draw() + this.erase(); }
}
class Circle extends Drawn { draw() { return "circle, "; } }
print(new Circle().both, JSON.stringify(new Circle()));

class Rest { constructor(private ...all) { print(all.length); } }
print(JSON.stringify(new Rest(1, 2)));
class Generic<T> { constructor(public value?: T) {} }
class Special extends Generic<string> { constructor() { super<string>("up"); } }
print(new Special().value);

let imported: import("somewhere").Thing<number>[] = [1], whole: typeof import("elsewhere").part;
print(imported.length, whole);

class Counter {
  #count = 0;
  static is(x: any): boolean { return #count in x; }
  step() { return ++this.#count; }
}
print(Counter.is(new Counter()), Counter.is({}), new Counter().step());

namespace Named {
  export const arrow = () => 1, plain = function () {}, own = function own2() {}, made = class {}, kept = class Kept {};
  const hidden = () => 1;
  export const names = [arrow, plain, own, made, kept, hidden].map((f) => f.name).join("|");
}
print(Named.names);
