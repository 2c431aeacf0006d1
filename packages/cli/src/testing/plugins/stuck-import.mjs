// A module that is never loaded to its end.
for (;;);
