if (a) { x(); }
elseif (b) { y(); }
elif (c) { z(); }
else { w(); }
