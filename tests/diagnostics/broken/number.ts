let a = 12abc; let b = 0x; let c = 1.2.3; let d = 08.5; let e = 1__0; let f = .;
