// Real servers take their time on a small, busy machine: only what hangs may fail by time.
jest.setTimeout(60_000);
