/*
 * compiler/runtime_abi.h: the runtime's ABI as the compiler sees it.
 *
 * The syntax tree and the runtime both have enumerators FUNCTION_ARROW, …; here
 * the runtime's flags are renamed, so that one file may include both headers.
 */
#ifndef COMPILER_RUNTIME_ABI_H
#define COMPILER_RUNTIME_ABI_H

#define FUNCTION_ARROW       RUNTIME_FUNCTION_ARROW
#define FUNCTION_METHOD      RUNTIME_FUNCTION_METHOD
#define FUNCTION_CONSTRUCTOR RUNTIME_FUNCTION_CONSTRUCTOR
#include "runtime/abi.h"
#undef FUNCTION_ARROW
#undef FUNCTION_METHOD
#undef FUNCTION_CONSTRUCTOR

#include "runtime/builtins.h"

#endif
