"""What writes into a library: `init` and `new`. Nothing else in the program does."""
