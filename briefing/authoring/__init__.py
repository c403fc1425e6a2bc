"""What writes into a library: `init`, `new` and `check --fix`; nothing else in the program does."""
