/** How often each tool accepted something. */
export class ToolCounts {
  readonly #counts = new Map<string, number>();

  add(tool: string, what: string, count = 1): void {
    const key = `${tool}\n${what}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  list(): {
    readonly tool: string;
    readonly what: string;
    readonly count: number;
  }[] {
    return [...this.#counts]
      .map(([key, count]) => {
        const [tool, what] = key.split('\n');
        return { tool, what, count };
      })
      .sort((left, right) =>
        `${left.tool} ${left.what}` < `${right.tool} ${right.what}` ? -1 : 1,
      );
  }
}
