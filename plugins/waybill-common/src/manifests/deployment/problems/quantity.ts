const QUANTITY =
  /^(\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,2})?$/;

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a quantity of Kubernetes (`500m`, `8Gi`) stands for; it cannot be negative.
 *
 * @returns `undefined` for what is none
 * @internal
 */
export function parseQuantity(text: unknown): number | undefined {
  const match = typeof text === 'string' ? QUANTITY.exec(text) : null;
  if (!match) return undefined;
  const [, digits, suffix = ''] = match;
  const factor = FACTORS[suffix] ?? Number(`1${suffix}`);
  return Number(digits) * factor;
}
