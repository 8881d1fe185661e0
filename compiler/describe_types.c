/*
 * compiler/describe_types.c: services as TypeScript declarations, so that editors complete names and `tsc`
 * checks them. What the host supplies to every applet is host.d.ts.
 */
#include <ctype.h>
#include <string.h>

#include "compiler/describe.h"

/* host_types.S */
extern const char host_types_start[], host_types_end[];

static bool is_identifier(const char *name) {
    if (isdigit((unsigned char)name[0])) {
        return false;
    }
    for (; *name != '\0'; name++) {
        if (!isalnum((unsigned char)*name) && *name != '_' && *name != '$' &&
            (unsigned char)*name < 0x80) {
            return false;
        }
    }
    return true;
}

/* A property's name, or a literal type. */
static void put_string(FILE *out, const char *text) {
    diag_print_json_string(out, text, strlen(text));
}

static void put_name(FILE *out, const char *before, const char *name) {
    char whole[512];
    snprintf(whole, sizeof whole, "%s%s", before, name);
    if (is_identifier(whole)) {
        fputs(whole, out);
    } else {
        put_string(out, whole);
    }
}

/* Text inside a comment must not end it, nor begin a line. */
static void put_comment_text(FILE *out, const char *text) {
    for (; *text != '\0'; text++) {
        if (text[0] == '*' && text[1] == '/') {
            fputs("* ", out);
        } else {
            fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
        }
    }
}

static void put_comment(FILE *out, const char *indent, const char *text, const char *note,
                        const char *example) {
    if (text == NULL && note == NULL && example == NULL) {
        return;
    }
    const char *between = "";
    fprintf(out, "%s/** ", indent);
    if (text != NULL) {
        put_comment_text(out, text);
        between = " ";
    }
    if (note != NULL) {
        fprintf(out, "%s(%s)", between, note);
        between = " ";
    }
    if (example != NULL) {
        fprintf(out, "%sExample: ", between);
        put_comment_text(out, example);
    }
    fputs(" */\n", out);
}

static const char *note_of(const struct described_part *part) {
    static const char *const kinds[] = {NULL, "a number, as text", "\"true\" or \"false\"",
                                        "a date, as text", "a URL"};
    return kinds[part->kind];
}

/* What the parts of a trigger, or of a query's row, are: always texts. */
static void put_supply(FILE *out, const char *indent, const struct described_member *member) {
    for (uint32_t i = 0; i < member->part_count; i++) {
        const struct described_part *part = &member->parts[i];
        put_comment(out, indent, part->text, note_of(part), part->example);
        fprintf(out, "%sreadonly ", indent);
        put_name(out, "", part->name);
        fputs(": string;\n", out);
    }
}

static void put_value_type(FILE *out, const struct described_part *part) {
    static const char *const types[] = {"string | number | boolean", "number | string",
                                        "boolean | string", "string | moment.Moment | Date",
                                        "string"};
    for (uint32_t i = 0; i < part->choice_count; i++) {
        fputs(i > 0 ? " | " : "", out);
        put_string(out, part->choices[i]);
    }
    if (part->choice_count == 0) {
        fputs(types[part->kind], out);
    }
}

static void put_action(FILE *out, const struct described_member *member) {
    for (uint32_t i = 0; i < member->part_count; i++) {
        const struct described_part *part = &member->parts[i];
        put_comment(out, "    ", part->text, part->required ? "needed" : NULL, part->example);
        fputs("    ", out);
        put_name(out, "set", part->name);
        fputs("(value: ", out);
        put_value_type(out, part);
        fputs("): void;\n", out);
    }
    fputs("    skip(reason?: string): void;\n", out);
}

static void put_type(FILE *out, const struct described_member *member) {
    fputs("{\n", out);
    if (member->role == ROLE_ACTION) {
        put_action(out, member);
    } else {
        put_supply(out, "    ", member);
    }
    fputs(member->role == ROLE_QUERY ? "  }[]" : "  }", out);
}

/* The first of its name, with what others of the same name have: a trigger may also be a query. */
static void put_member(FILE *out, const struct described_service *service, uint32_t index) {
    const struct described_member *member = &service->members[index];
    for (uint32_t i = 0; i < index; i++) {
        if (strcmp(service->members[i].name, member->name) == 0) {
            return;
        }
    }
    put_comment(out, "  ", member->text, NULL, NULL);
    fputs("  readonly ", out);
    put_name(out, "", member->name);
    fputs(": ", out);
    put_type(out, member);
    for (uint32_t i = index + 1; i < service->member_count; i++) {
        if (strcmp(service->members[i].name, member->name) == 0) {
            fputs(" & ", out);
            put_type(out, &service->members[i]);
        }
    }
    fputs(";\n", out);
}

/* `Trigger`: what any of the described triggers supplies. */
static void put_trigger(FILE *out, const struct descriptions *descriptions) {
    const char *names[2000];
    uint32_t count = 0;
    fputs("\n/** Whichever trigger fired. */\ndeclare const Trigger: {\n", out);
    for (uint32_t i = 0; i < descriptions->service_count; i++) {
        const struct described_service *service = &descriptions->services[i];
        for (uint32_t k = 0; k < service->member_count; k++) {
            const struct described_member *member = &service->members[k];
            for (uint32_t p = 0; p < member->part_count && member->role == ROLE_TRIGGER; p++) {
                const char *name = member->parts[p].name;
                bool seen = count >= sizeof names / sizeof names[0];
                for (uint32_t n = 0; n < count && !seen; n++) {
                    seen = strcmp(names[n], name) == 0;
                }
                if (seen) {
                    continue;
                }
                names[count++] = name;
                fputs("  readonly ", out);
                put_name(out, "", name);
                fputs(": string;\n", out);
            }
        }
    }
    fputs("};\n", out);
}

void describe_types(FILE *out, const struct descriptions *descriptions) {
    fputs("// Made by `tapdance types`: change the descriptions, not this file.\n\n", out);
    fwrite(host_types_start, 1, (size_t)(host_types_end - host_types_start), out);
    for (uint32_t i = 0; i < descriptions->service_count; i++) {
        const struct described_service *service = &descriptions->services[i];
        if (!is_identifier(service->name)) {
            continue; /* no applet can name it */
        }
        fputc('\n', out);
        put_comment(out, "", service->text, NULL, NULL);
        fprintf(out, "declare const %s: {\n", service->name);
        for (uint32_t k = 0; k < service->member_count; k++) {
            put_member(out, service, k);
        }
        fputs("};\n", out);
    }
    put_trigger(out, descriptions);
}
