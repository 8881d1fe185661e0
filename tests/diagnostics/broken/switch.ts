switch (a) {
  case 1
    f(); break;
  case 2: g(); break
  default f();
  caes 3: h();
}
