/* monitor/opensbi/boot.h: what boot.c sets up on each hart and others look after. */
#ifndef MONITOR_OPENSBI_BOOT_H
#define MONITOR_OPENSBI_BOOT_H

/*
 * After deep work (signatures): stops the machine if this hart's stack was ever too small. There is no guard
 * page in machine mode, and below the stacks lies the monitor's own memory.
 */
void boot_check_stack(void);

#endif
