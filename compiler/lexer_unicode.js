#!/usr/bin/env node
// Writes compiler/lexer_unicode.c: the ID_Start and ID_Continue ranges above ASCII, taken from the
// Unicode tables of the Node.js that runs it (`node lexer_unicode.js > lexer_unicode.c`). The
// result is checked in, so that a build needs no Node.js.
'use strict';

const start = /\p{ID_Start}/u;
const more = /[\p{ID_Continue}\u200C\u200D]/u; // the joiners are ECMA-262 IdentifierPart

function ranges(test) {
  const found = [];
  let first = -1;
  for (let point = 0x80; point <= 0x110000; point++) {
    const surrogate = point >= 0xD800 && point < 0xE000;
    const inside = point < 0x110000 && !surrogate && test(String.fromCodePoint(point));
    if (inside && first < 0) {
      first = point;
    } else if (!inside && first >= 0) {
      found.push([first, point - 1]);
      first = -1;
    }
  }
  return found;
}

function table(name, test) {
  const hex = (n) => '0x' + n.toString(16).toUpperCase();
  const lines = [];
  let line = '   ';
  for (const [first, last] of ranges(test)) {
    const cell = ` {${hex(first)}, ${hex(last)}},`;
    if (line.length + cell.length > 100) {
      lines.push(line);
      line = '   ';
    }
    line += cell;
  }
  lines.push(line);
  return `static const struct range ${name}[] = {\n${lines.join('\n')}\n};\n`;
}

process.stdout.write(`/*
 * compiler/lexer_unicode.c: which characters may start and continue a name.
 *
 * Written by lexer_unicode.js from Unicode ${process.versions.unicode}; change that script, not this file.
 */
#include <stddef.h>

#include "compiler/lexer.h"

struct range {
    uint32_t first;
    uint32_t last;
};

// clang-format off

${table('start_ranges', (c) => start.test(c))}
${table('continue_ranges', (c) => more.test(c) && !start.test(c))}
// clang-format on

static bool in_ranges(const struct range *ranges, size_t count, uint32_t point) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (point > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && point >= ranges[low].first;
}

bool unicode_id_start(uint32_t point) {
    if (point < 0x80) {
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
    }
    return in_ranges(start_ranges, sizeof(start_ranges) / sizeof(start_ranges[0]), point);
}

bool unicode_id_continue(uint32_t point) {
    if (point < 0x80) {
        return unicode_id_start(point) || (point >= '0' && point <= '9') || point == '_';
    }
    return unicode_id_start(point) ||
           in_ranges(continue_ranges, sizeof(continue_ranges) / sizeof(continue_ranges[0]), point);
}
`);
