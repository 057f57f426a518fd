/**
 * The records of a pax extended header (POSIX.1-2001): `<length> <key>=<value>\n`, where the length counts itself. Of two
 * of one key the later is meant; an empty value takes the key back.
 *
 * @param invalid - makes the error for what is wrong
 */
export function readPaxRecords(
  body: Buffer,
  invalid: (why: string) => Error,
): Map<string, string> {
  const records = new Map<string, string>();
  let position = 0;
  while (position < body.length) {
    const space = body.indexOf(0x20, position);
    const digits =
      space < 0 || space - position > 8
        ? ''
        : body.toString('latin1', position, space);
    const length = /^[1-9]\d*$/.test(digits) ? Number(digits) : 0;
    const end = position + length;
    const equals = body.indexOf(0x3d, space + 1);
    const isWhole =
      end <= body.length &&
      space + 1 < equals &&
      equals < end &&
      body[end - 1] === 0x0a;
    if (!isWhole) throw invalid('an extended header has a broken record');
    const key = body.toString('utf8', space + 1, equals);
    const value = body.toString('utf8', equals + 1, end - 1);
    if (value === '') records.delete(key);
    else records.set(key, value);
    position = end;
  }
  return records;
}
