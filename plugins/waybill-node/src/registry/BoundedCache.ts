/** Keeps what was used last, up to so many entries and so many bytes. */
export class BoundedCache<Value> {
  private readonly entries = new Map<
    string,
    { readonly value: Value; readonly sizeBytes: number }
  >();
  private totalBytes = 0;

  constructor(
    private readonly limits: {
      readonly maxEntries: number;
      readonly maxBytes: number;
    },
  ) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    // the order of a Map is that of insertion: what is used goes to its end
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value, sizeBytes: number): void {
    this.delete(key);
    if (sizeBytes > this.limits.maxBytes) return;
    this.entries.set(key, { value, sizeBytes });
    this.totalBytes += sizeBytes;
    for (const oldest of this.entries.keys()) {
      const isFull =
        this.entries.size > this.limits.maxEntries ||
        this.totalBytes > this.limits.maxBytes;
      if (!isFull) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.totalBytes -= this.entries.get(key)?.sizeBytes ?? 0;
    this.entries.delete(key);
  }
}
