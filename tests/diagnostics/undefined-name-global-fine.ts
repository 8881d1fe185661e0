// Globals that are made by name, or deleted.
for (let i = 0; i < 3; i++) { globalThis["extra" + i] = i; }
Phone.ring.setMessage(String(extra2));
delete leftover;
