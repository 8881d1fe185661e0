#!/usr/bin/env python3
"""Generate TAPDance's Unicode tables as one C file from the Unicode Character Database.

    unicode_tables.py UCD_DIRECTORY OUTPUT.c

UCD_DIRECTORY is what Debian's package unicode-data installs (/usr/share/unicode); unicode_newer.txt
beside this file has what Node.js, the reference, knows beyond it. The tables are declared, with their
encodings, in runtime/text/unicode_tables.h. Only the standard library is used.
"""

import os
import sys

LIMIT = 0x110000

# ECMA-262, table "Binary Unicode property aliases": the names \p{...} accepts. The values of the
# first four are computed here; the rest are read from the named file of the database.
BINARY_FILES = {
    "PropList.txt": """ASCII_Hex_Digit Bidi_Control Dash Deprecated Diacritic Extender Hex_Digit
        IDS_Binary_Operator IDS_Trinary_Operator Ideographic Join_Control Logical_Order_Exception
        Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space Quotation_Mark Radical
        Regional_Indicator Sentence_Terminal Soft_Dotted Terminal_Punctuation Unified_Ideograph
        Variation_Selector White_Space""",
    "DerivedCoreProperties.txt": """Alphabetic Case_Ignorable Cased Changes_When_Casefolded
        Changes_When_Casemapped Changes_When_Lowercased Changes_When_Titlecased
        Changes_When_Uppercased Default_Ignorable_Code_Point Grapheme_Base Grapheme_Extend
        ID_Continue ID_Start Lowercase Math Uppercase XID_Continue XID_Start""",
    "DerivedNormalizationProps.txt": "Changes_When_NFKC_Casefolded",
    "extracted/DerivedBinaryProperties.txt": "Bidi_Mirrored",
    "emoji/emoji-data.txt": """Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base
        Emoji_Presentation Extended_Pictographic""",
}

GENERAL_CATEGORIES = """Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl
    Zp Cc Cf Cs Co""".split()


def rows(path):
    """Yield the semicolon-separated fields of each data line, comments removed."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if line:
                yield [field.strip() for field in line.split(";")]


def span(text):
    """The inclusive bounds of "0041" or "0041..005A"."""
    first, _, last = text.partition("..")
    return int(first, 16), int(last or first, 16)


def varint(value):
    """Little-endian base-128 with a continuation bit."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def merge(spans):
    """Sorted, disjoint and non-touching inclusive ranges of the union."""
    out = []
    for first, last in sorted(spans):
        if out and first <= out[-1][1] + 1:
            out[-1][1] = max(out[-1][1], last)
        else:
            out.append([first, last])
    return out


def encode_ranges(spans):
    """Alternating varints: gap since the end of the last range, then length of the range."""
    out, position = bytearray(), 0
    for first, last in merge(spans):
        out += varint(first - position) + varint(last + 1 - first)
        position = last + 1
    return bytes(out)


def runs(values):
    """(length, value) runs that cover the sequence."""
    start = 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[start]:
            yield index - start, values[start]
            start = index


class Database:
    """The parts of the Unicode Character Database that the tables need."""

    def __init__(self, directory, newer=True):
        self.directory = directory
        self.newer = {}  # name -> [(first, last, value)] of unicode_newer.txt
        self.new_scripts = []
        self.category = ["Cn"] * LIMIT
        self.combining = {}
        self.decomposition = {}  # code point -> (is compatibility, [code points])
        self.upper, self.lower, self.fold = {}, {}, {}
        self.read_unicode_data()
        for fields in rows(self.path("CaseFolding.txt")):
            if fields[1] in "CS":
                self.fold[int(fields[0], 16)] = int(fields[2], 16)
        self.multiple = {int(f[0], 16) for f in rows(self.path("SpecialCasing.txt"))
                         if len(f[3].split()) > 1 and not (len(f) > 4 and f[4])}
        if newer:
            self.read_newer()

    def read_newer(self):
        for name, place, value in rows(os.path.join(os.path.dirname(__file__), "unicode_newer.txt")):
            if name == "script":
                self.new_scripts.append((place, value))
            else:
                self.newer.setdefault(name, []).append((*span(place), value))
        for first, last, value in self.newer.get("gc", []):
            self.category[first:last + 1] = [value] * (last + 1 - first)
        for name in ("upper", "lower", "fold"):
            for code, _, value in self.newer.get(name, []):
                getattr(self, name)[code] = int(value, 16)
        for code, _, value in self.newer.get("ccc", []):
            self.combining[code] = int(value)
        for code, _, value in self.newer.get("decomposition", []):
            parts = value.split()
            compatibility = parts[0] == "<compat>"
            points = [int(p, 16) for p in parts[1 if compatibility else 0:]]
            self.decomposition[code] = (compatibility, points)

    def path(self, name):
        return os.path.join(self.directory, name)

    def read_unicode_data(self):
        pending = None
        for fields in rows(self.path("UnicodeData.txt")):
            code = int(fields[0], 16)
            first = code
            if fields[1].endswith(", First>"):
                pending = code
                continue
            if fields[1].endswith(", Last>"):
                first = pending
            for point in range(first, code + 1):
                self.category[point] = fields[2]
            if fields[3] != "0":
                self.combining[code] = int(fields[3])
            if fields[5]:
                parts = fields[5].split()
                compatibility = parts[0].startswith("<")
                points = [int(p, 16) for p in parts[1 if compatibility else 0:]]
                self.decomposition[code] = (compatibility, points)
            if fields[12]:
                self.upper[code] = int(fields[12], 16)
            if fields[13]:
                self.lower[code] = int(fields[13], 16)

    def binary_properties(self):
        """name -> list of ranges."""
        out = {
            "Any": [(0, LIMIT - 1)],
            "ASCII": [(0, 0x7F)],
            "Assigned": [(c, c) for c in range(LIMIT) if self.category[c] != "Cn"],
        }
        for file, names in BINARY_FILES.items():
            wanted = set(names.split())
            for name in wanted:
                out[name] = []
            for fields in rows(self.path(file)):
                if fields[1] in wanted:
                    out[fields[1]].append(span(fields[0]))
            for name in wanted & set(self.newer):
                out[name] = self.changed(out[name], self.newer[name])
        return out

    @staticmethod
    def changed(ranges, changes):
        inside = bytearray(LIMIT)
        for first, last in ranges:
            inside[first:last + 1] = b"\1" * (last + 1 - first)
        for first, last, value in changes:
            inside[first:last + 1] = (b"\1" if value == "Y" else b"\0") * (last + 1 - first)
        out, start = [], 0
        for length, value in runs(inside):
            if value:
                out.append((start, start + length - 1))
            start += length
        return out

    def aliases(self, file, prefix=None):
        """short or long name -> all its names."""
        out = {}
        for fields in rows(self.path(file)):
            if prefix is not None:
                if fields[0] != prefix:
                    continue
                fields = fields[1:]
            for name in fields:
                out[name] = list(dict.fromkeys(fields))
        return out


class Writer:
    """Collects C definitions and counts their bytes."""

    def __init__(self):
        self.lines = []
        self.bytes = {}

    def array(self, kind, name, values):
        width = {"uint8_t": 1, "uint16_t": 2, "uint32_t": 4, "int32_t": 4}[kind]
        values = list(values)
        self.bytes[name] = width * len(values)
        self.lines.append(f"const {kind} {name}[{len(values)}] = {{")
        line = ""
        for value in values:
            item = f"{value},"
            if len(line) + len(item) > 98:
                self.lines.append(line)
                line = ""
            line += item
        self.lines += [line, "};"]

    def number(self, name, value):
        self.lines.append(f"const uint32_t {name} = {value};")


def write_properties(data, out):
    """Binary properties, categories, scripts and the names \\p{...} knows them by."""
    names = []  # (kind, id, name)
    blob, offsets = bytearray(), []
    order = ["ID_Start", "ID_Continue", "Cased", "Case_Ignorable"]
    binary = data.binary_properties()
    aliases = data.aliases("PropertyAliases.txt")
    order += sorted(set(binary) - set(order))
    for index, name in enumerate(order):
        offsets.append(len(blob))
        blob += encode_ranges(binary[name])
        known = aliases.get(name, [name])
        # ECMA-262 lists one short name for each; White_Space alone has "space", not "WSpace".
        known = [n for n in dict.fromkeys(known + [name]) if n != "WSpace"]
        names += [("b", index, n) for n in known]
    offsets.append(len(blob))
    out.array("uint8_t", "unicode_binary_data", blob)
    out.array("uint16_t", "unicode_binary_offsets", offsets)

    values = [GENERAL_CATEGORIES.index(c) for c in data.category]
    encoded = bytearray()
    for length, value in runs(values):
        encoded += varint(length << 5 | value)
    out.array("uint8_t", "unicode_category_runs", encoded)
    masks = []
    known = data.aliases("PropertyValueAliases.txt", "gc")
    for group in dict.fromkeys(tuple(v) for v in known.values()):
        short = group[0]
        members = [c for c in GENERAL_CATEGORIES if c == short or
                   (len(short) == 1 and c[0] == short) or
                   (short == "LC" and c in ("Lu", "Ll", "Lt"))]
        names += [("c", len(masks), n) for n in group]
        masks.append(sum(1 << GENERAL_CATEGORIES.index(m) for m in members))
    out.array("uint32_t", "unicode_category_masks", masks)
    write_scripts(data, out, names)

    packed = bytearray()
    for kind, index, name in names:
        packed += bytes([ord(kind), index, len(name)]) + name.encode()
    packed += b"\0"
    out.array("uint8_t", "unicode_property_names", packed)


def write_scripts(data, out, names):
    known = data.aliases("PropertyValueAliases.txt", "sc")
    groups = [g for g in dict.fromkeys(tuple(v) for v in known.values())
              if g[0] not in ("Zzzz", "Hrkt")]
    groups += [g for g in data.new_scripts if g not in groups]
    ids = {n: i + 1 for i, g in enumerate(groups) for n in g}
    names += [("s", i + 1, n) for i, g in enumerate(groups) for n in g]
    names += [("s", 0, "Unknown"), ("s", 0, "Zzzz")]
    script = [0] * LIMIT
    for fields in rows(data.path("Scripts.txt")):
        first, last = span(fields[0])
        script[first:last + 1] = [ids[fields[1]]] * (last + 1 - first)
    for first, last, name in data.newer.get("sc", []):
        script[first:last + 1] = [ids[name]] * (last + 1 - first)
    encoded = bytearray()
    for length, value in runs(script):
        encoded += varint(length) + bytes([value])
    out.array("uint8_t", "unicode_script_runs", encoded)

    sets, extension = [], [0] * LIMIT
    extended = [(*span(f[0]), f[1]) for f in rows(data.path("ScriptExtensions.txt"))]
    for first, last, value in extended + data.newer.get("scx", []):
        members = tuple(sorted(ids[n] for n in value.split()))
        if members not in sets:
            sets.append(members)
        extension[first:last + 1] = [sets.index(members) + 1] * (last + 1 - first)
    encoded = bytearray()
    for length, value in runs(extension):
        encoded += varint(length) + bytes([value])
    out.array("uint8_t", "unicode_extension_runs", encoded)
    packed = bytearray()
    for members in sets:
        packed += bytes([len(members), *members])
    out.array("uint8_t", "unicode_extension_sets", packed)


def write_case(data, out):
    """Two-stage table of simple mappings, and the full and irregular ones as lists."""
    # Triple 0 is for code points without case; 1 for those that only others map to.
    triples, index = [(0, 0, 0), (0, 0, 0)], [0] * LIMIT
    top = 0
    for table in (data.upper, data.lower, data.fold):
        for code in table.values():
            index[code] = 1
    for code in set(data.upper) | set(data.lower) | set(data.fold):
        triple = tuple(table.get(code, code) - code
                       for table in (data.upper, data.lower, data.fold))
        if triple not in triples:
            triples.append(triple)
        index[code] = triples.index(triple)
        top = max(top, code)
    assert len(triples) <= 256
    blocks, stage1 = [tuple([0] * 64)], []
    for start in range(0, top + 1, 64):
        block = tuple(index[start:start + 64])
        if block not in blocks:
            blocks.append(block)
        stage1.append(blocks.index(block))
    out.number("unicode_case_end", len(stage1) * 64)
    out.array("uint8_t", "unicode_case_blocks", stage1)
    out.array("uint8_t", "unicode_case_index", [v for b in blocks for v in b])
    out.array("int32_t", "unicode_case_deltas", [v for t in triples for v in t])

    full = []
    for fields in rows(data.path("SpecialCasing.txt")):
        if len(fields) > 4 and fields[4]:
            continue  # conditional: Final_Sigma is code, the others belong to languages
        upper = [int(p, 16) for p in fields[3].split()]
        if len(upper) > 1:
            full.append([int(fields[0], 16)] + (upper + [0])[:3])
    full.sort()
    out.array("uint16_t", "unicode_full_upper", [v for row in full for v in row])
    write_case_classes(data, out, {row[0] for row in full})


def write_case_classes(data, out, multiple):
    """The classes of code points equal under /i and /iu that simple mappings do not give."""

    def legacy(code):  # ECMA-262 Canonicalize without u
        if code in multiple or code > 0xFFFF:
            return code
        upper = data.upper.get(code, code)
        return code if code >= 128 > upper else upper

    def modern(code):
        return data.fold.get(code, code)

    points = set()
    for table in (data.upper, data.lower, data.fold):
        points.update(table.keys(), table.values())
    points = sorted(points)
    for name, canonical in (("legacy", legacy), ("unicode", modern)):
        classes = {}
        for code in points:
            classes.setdefault(canonical(code), set()).update((code, canonical(code)))
        irregular = []
        for code in points:
            members = classes[canonical(code)]
            # What the runtime assumes of code points outside the list: their class is the
            # code point with its simple upper- and lower-case mapping (see unicode_case.c).
            guess = {code}
            for other in (data.upper.get(code, code), data.lower.get(code, code)):
                if canonical(other) == canonical(code):
                    guess.add(other)
            if guess != members and members not in irregular:
                irregular.append(members)
        flat = []
        for members in irregular:
            assert max(members) < 0x10000
            flat += sorted(members) + [0]
        out.array("uint16_t", f"unicode_case_classes_{name}", flat + [0])


def write_normalization(data, out):
    """Combining classes, full decompositions and primary compositions."""
    values = [data.combining.get(code, 0) for code in range(max(data.combining) + 1)]
    packed, position = [], 0
    for length, value in runs(values):
        while value and length:
            step = min(length, 8)
            packed.append(position << 11 | (step - 1) << 8 | value)
            position, length = position + step, length - step
        position += length
    out.array("uint32_t", "unicode_combining", packed)

    def expand(code, compatibility):
        entry = data.decomposition.get(code)
        if entry is None or (entry[0] and not compatibility):
            return [code]
        return [p for part in entry[1] for p in expand(part, compatibility)]

    keys, offsets, pool, seen = [], [], [], {}

    def intern(points):
        units = []
        for point in points:
            if point > 0xFFFF:
                units += [0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF)]
            else:
                units.append(point)
        key = tuple(units)
        if key not in seen:
            seen[key] = len(pool)
            pool.extend(units)
        return seen[key], len(units)

    # One entry for each form: key = code point << 11 | compatibility << 10 | length in units.
    for code in sorted(data.decomposition):
        canonical, full = expand(code, False), expand(code, True)
        if canonical != [code]:
            offset, length = intern(canonical)
            keys.append(code << 11 | length)
            offsets.append(offset)
        if full != canonical:
            offset, length = intern(full)
            keys.append(code << 11 | 1 << 10 | length)
            offsets.append(offset)
    assert len(pool) < 0x10000
    out.array("uint32_t", "unicode_decomposition_keys", keys)
    out.array("uint16_t", "unicode_decomposition_offsets", offsets)
    out.array("uint16_t", "unicode_decomposition_units", pool)

    excluded = set()
    for fields in rows(data.path("DerivedNormalizationProps.txt")):
        if fields[1] == "Full_Composition_Exclusion":
            first, last = span(fields[0])
            excluded.update(range(first, last + 1))
    pairs = sorted((entry[1][0], entry[1][1], code)
                   for code, entry in data.decomposition.items()
                   if not entry[0] and len(entry[1]) == 2 and code not in excluded)
    low = [p for p in pairs if p[2] < 0x10000]
    high = [p for p in pairs if p[2] >= 0x10000]
    out.array("uint32_t", "unicode_compose_pairs", [p[0] << 16 | p[1] for p in low])
    out.array("uint16_t", "unicode_compose_results", [p[2] for p in low])
    out.array("uint32_t", "unicode_compose_astral", [v for p in high for v in p])


# What localeCompare has weights for; the rest sorts behind by code point. Measured to keep the
# table small: alphabets of Europe, Arabic, Devanagari, Thai, punctuation, symbols, kana.
COLLATED = ((0, 0x700), (0x900, 0x980), (0xE00, 0xE80), (0x1E00, 0x2200), (0x3000, 0x3100))


def read_collation(data):
    """sequence of code points -> [(primary, secondary, tertiary)], from DUCET (UTS #10)."""
    keys = {}
    with open(data.path("allkeys.txt"), encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if not line or line.startswith("@"):
                continue
            points, elements = line.split(";")
            keys[tuple(int(p, 16) for p in points.split())] = [
                tuple(int(w, 16) for w in element[1:].split("."))
                for element in elements.strip().strip("[]").split("][")]
    return keys


def write_collation(data, out):
    """Collation elements of single code points (in NFC), packed as primary << 13 | secondary << 5 |
    tertiary, the last of a code point with bit 31 set."""
    keys = read_collation(data)
    chosen = {}

    def canonical(code):
        entry = data.decomposition.get(code)
        if entry is None or entry[0]:
            return (code,)
        return tuple(p for part in entry[1] for p in canonical(part))

    for first, end in COLLATED:
        for code in range(first, end):
            parts = canonical(code)
            elements = keys.get(parts) if parts in keys else None
            if elements is None:
                continue  # unassigned, or the sum of its parts
            chosen[code] = elements
    secondaries = sorted({e[1] for elements in chosen.values() for e in elements})
    assert len(secondaries) < 256
    points, offsets, pool, seen = [], [], [], {}
    for code, elements in sorted(chosen.items()):
        packed = [e[0] << 13 | secondaries.index(e[1]) << 5 | e[2] for e in elements]
        packed[-1] |= 1 << 31
        key = tuple(packed)
        if key not in seen:
            seen[key] = len(pool)
            pool += packed
        points.append(code)
        offsets.append(seen[key])
    assert len(pool) < 0x10000
    out.array("uint16_t", "unicode_collation_points", points)
    out.array("uint16_t", "unicode_collation_offsets", offsets)
    out.array("uint32_t", "unicode_collation_elements", pool)
    # Symbols without an entry of their own sort in front of the currency signs, Hangul in front of
    # kana.
    out.number("unicode_collation_currency", keys[(0xA4,)][0][0])
    out.number("unicode_collation_kana", keys[(0x3042,)][0][0])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if not os.path.exists(os.path.join(sys.argv[1], "UnicodeData.txt")):
        sys.exit(f"{sys.argv[1]}/UnicodeData.txt is missing: install Debian's package unicode-data")
    data = Database(sys.argv[1])
    out = Writer()
    write_properties(data, out)
    write_case(data, out)
    write_normalization(data, out)
    write_collation(data, out)
    sizes = "".join(f" *   {name}: {size}\n" for name, size in out.bytes.items())
    with open(sys.argv[2], "w", encoding="ascii") as file:
        file.write("/*\n * Generated by tools/unicode_tables.py; do not edit. Bytes of each table:\n"
                   f"{sizes} *   total: {sum(out.bytes.values())}\n */\n"
                   '#include "runtime/text/unicode_tables.h"\n\n')
        for name, size in out.bytes.items():
            file.write(f"const uint32_t {name}_size = {size};\n")
        file.write("\n".join(out.lines) + "\n")


if __name__ == "__main__":
    main()
