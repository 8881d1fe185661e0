if (a) then { b(); }
if a { c(); }
unless (a) { d(); }
