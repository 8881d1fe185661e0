// exit 2: 'with' is not allowed in strict mode
"use strict";
with (Math) { PI; }
