const DEADLINE_MS = 10_000;
const POLL_MS = 5;

/** Waits until the check gives something; fails with what it gave last. */
export async function waitFor<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`It did not come: ${what}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, POLL_MS);
    });
  }
}
