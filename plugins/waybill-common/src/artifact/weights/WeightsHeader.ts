/**
 * What the header of a file of weights tells, without its tensors.
 *
 * @public
 */
export interface WeightsHeader {
  readonly format: 'safetensors' | 'gguf';
  readonly tensorCount: number;
  /** Numbers in all tensors together. */
  readonly parameterCount: number;
  /** How many of the parameters are of which type, e.g. `BF16`, `Q4_K`; the most first. */
  readonly parametersByType: readonly {
    readonly type: string;
    readonly parameterCount: number;
  }[];
  /** What the file says of itself: short texts, at most 200 of them. */
  readonly metadata: Readonly<Record<string, string>>;
  /** GGUF: `llama`, `qwen2` … */
  readonly architecture?: string;
  /** GGUF: how most of it was quantised, e.g. `MOSTLY_Q4_K_M`. */
  readonly quantization?: string;
  /** Length of all that stands before the tensors. */
  readonly headerBytes: number;
}

/** Parameters by type, counted while tensors are read. */
export class ParameterCounter {
  private readonly counts = new Map<string, number>();
  private tensors = 0;

  /** @returns `false` where the shape is none that a tensor can have */
  add(type: string, shape: readonly number[]): boolean {
    let count = 1;
    for (const length of shape) count *= length;
    this.tensors += 1;
    const total = (this.counts.get(type) ?? 0) + count;
    this.counts.set(type, total);
    return Number.isSafeInteger(total) && total >= 0;
  }

  summary(): Pick<
    WeightsHeader,
    'tensorCount' | 'parameterCount' | 'parametersByType'
  > {
    const parametersByType = [...this.counts]
      .map(([type, parameterCount]) => ({ type, parameterCount }))
      .sort((left, right) => right.parameterCount - left.parameterCount);
    return {
      tensorCount: this.tensors,
      parameterCount: parametersByType.reduce(
        (sum, { parameterCount }) => sum + parameterCount,
        0,
      ),
      parametersByType,
    };
  }
}

const MAX_ENTRIES = 200;
const MAX_TEXT = 1000;

/** Metadata that fits a page: whoever wrote the file may have put anything in it. */
export class MetadataCollector {
  private readonly entries = new Map<string, string>();

  add(key: string, value: string): void {
    if (this.entries.size < MAX_ENTRIES)
      this.entries.set(key.slice(0, MAX_TEXT), value.slice(0, MAX_TEXT));
  }

  toRecord(): Record<string, string> {
    // fromEntries makes own properties even of names such as __proto__
    return Object.fromEntries(this.entries);
  }
}
