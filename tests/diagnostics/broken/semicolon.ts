if (a); else b;; 
else c;
for (;;;) {}
