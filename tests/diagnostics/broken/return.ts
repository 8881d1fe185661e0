return;
break;
continue;
if (a) { return 5 }
