const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** The order in which go-yaml writes the keys of a map: numbers within them count as numbers. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  return isBefore([...left], [...right]) ? -1 : 1;
}

function isBefore(a: readonly string[], b: readonly string[]): boolean {
  const shared = Math.min(a.length, b.length);
  let at = 0;
  while (at < shared && a[at] === b[at]) at += 1;
  if (at === shared) return a.length < b.length;
  const isLetterA = LETTER.test(a[at]);
  const isLetterB = LETTER.test(b[at]);
  if (isLetterA && isLetterB) return codeOf(a[at]) < codeOf(b[at]);
  if (isLetterA || isLetterB) {
    const isInNumber = at > 0 && DIGIT.test(a[at - 1]);
    return isInNumber ? isLetterA : isLetterB;
  }
  const zeroCounts = (a[at] === '0' || b[at] === '0') && followsNonZero(a, at);
  const numberA = numberAt(a, at, zeroCounts);
  const numberB = numberAt(b, at, zeroCounts);
  if (numberA.value !== numberB.value) return numberA.value < numberB.value;
  if (numberA.end !== numberB.end) return numberA.end < numberB.end;
  return codeOf(a[at]) < codeOf(b[at]);
}

function followsNonZero(text: readonly string[], at: number): boolean {
  for (let index = at - 1; index >= 0 && DIGIT.test(text[index]); index--)
    if (text[index] !== '0') return true;
  return false;
}

/** In 64 bits, which wrap around as Go's do. */
function numberAt(
  text: readonly string[],
  start: number,
  zeroCounts: boolean,
): { readonly value: bigint; readonly end: number } {
  let value = zeroCounts ? 1n : 0n;
  let end = start;
  for (; end < text.length && DIGIT.test(text[end]); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(text[end]) - 48));
  return { value, end };
}

function codeOf(character: string): number {
  return character.codePointAt(0)!;
}
