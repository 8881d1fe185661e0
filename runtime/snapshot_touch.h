/*
 * runtime/snapshot_touch.h: which pages of the window are touched; for the snapshot builder.
 */
#ifndef RUNTIME_SNAPSHOT_TOUCH_H
#define RUNTIME_SNAPSHOT_TOUCH_H

#include <stddef.h>
#include <stdint.h>

#define TOUCH_PAGE 4096u

/* From now on the first touch of each page in [from, from + bytes), whole pages, sets
 * touched[page of the window]. Ends the program where the system refuses. */
void touch_watch(void *window, size_t from, size_t bytes, uint8_t *touched);
void touch_unwatch(void);

#endif
