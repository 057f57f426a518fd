/** One word of a shell's command line. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replace(/'/g, `'\\''`)}'`;
}

/** A program with its arguments, as a line for a shell. */
export function line(program: string, ...args: readonly string[]): string {
  return [program, ...args].map(quote).join(' ');
}
