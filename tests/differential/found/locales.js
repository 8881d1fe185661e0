// A list of locales is any object with a length (ECMA-402 9.2.1).
p([(1234.5).toLocaleString({}), (1234.5).toLocaleString(['en-US', 'de']), (1234.5).toLocaleString([]), (5).toLocaleString(7)]);
try { (0).toLocaleString(null); } catch (e) { p(e.name); }
try { (0).toLocaleString([1]); } catch (e) { p(e.name); }
