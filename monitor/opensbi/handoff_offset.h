/* monitor/opensbi/handoff_offset.h: the one constant of handoff.h that assembly needs. */
#ifndef MONITOR_OPENSBI_HANDOFF_OFFSET_H
#define MONITOR_OPENSBI_HANDOFF_OFFSET_H

#define MONITOR_OFFSET 0x80000 /* of the monitor's first instruction, from the start of the image */

#endif
