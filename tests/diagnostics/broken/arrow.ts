list.map(x -> x + 1);
list.map(x => { x: 1, y: 2 });
list.map((x, ) => x +);
