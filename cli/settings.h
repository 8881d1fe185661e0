/* cli/settings.h: refusing settings of a libconfig file that nothing reads, before they are missed. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

struct setting_spec {
    const char *name;
    int type; /* CONFIG_TYPE_STRING, CONFIG_TYPE_INT or CONFIG_TYPE_LIST */
};

/*
 * True where every member of the group is one of `specs` with its type. Otherwise complains with file
 * and line, and with the name that was probably meant.
 */
bool settings_known(const char *path, const config_setting_t *group,
                    const struct setting_spec *specs, size_t count);
/*
 * Of `count` names the one nearest to `text`: at most two letters wrong, missing, too many or
 * exchanged, regardless of case; NULL where none is.
 */
const char *nearest_name(const char *text, const char *const *names, size_t count);

#endif
