"""Makes time pass: wakes up, looks what is due, delivers what waits."""
