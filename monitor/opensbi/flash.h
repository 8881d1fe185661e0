/*
 * monitor/opensbi/flash.h: erasing and writing CFI flash with the Intel command set (two 16-bit chips side by
 * side, as on QEMU's virt board). Reading is reading memory. Nothing may run from the same bank meanwhile.
 */
#ifndef MONITOR_OPENSBI_FLASH_H
#define MONITOR_OPENSBI_FLASH_H

#include "lib/status.h"

#include <stddef.h>
#include <stdint.h>

/* The erase block at `address` becomes all ones. STATUS_IO where the flash says no, or nothing in time. */
MUST_CHECK enum status flash_erase(uint64_t address);
/* Writes `bytes` (a multiple of 4; aligned to 4) to erased cells and reads them back. STATUS_IO. */
MUST_CHECK enum status flash_write(uint64_t address, const void *from, size_t bytes);

#endif
