import { allCells, FORMATS } from './cells';
import { CLIENT_NAMES } from './clients';

describe('allCells', () => {
  const cells = allCells();
  const find = (format: string, writer: string, reader: string) =>
    cells.find(
      cell =>
        cell.format === format &&
        cell.writer === writer &&
        cell.reader === reader,
    );

  it('has one for each format, writer and reader', () => {
    expect(cells).toHaveLength(FORMATS.length * CLIENT_NAMES.length ** 2);
    expect(
      new Set(
        cells.map(({ format, writer, reader }) =>
          [format, writer, reader].join('|'),
        ),
      ).size,
    ).toBe(cells.length);
  });

  it('gives a reason for each that cannot be', () => {
    for (const cell of cells) {
      expect(
        cell.job === 'none' ? cell.reason.length : Infinity,
      ).toBeGreaterThan(10);
    }
  });

  it('has every format written and read by Waybill', () => {
    for (const format of FORMATS) {
      expect(find(format, 'waybill', 'waybill')?.job).toBe('read');
    }
  });

  it.each([
    ['modelkit', 'waybill', 'kit', 'read'],
    ['modelkit', 'kit', 'waybill', 'read'],
    ['modelkit', 'kit', 'modctl', 'none'],
    ['modelkit', 'modctl', 'waybill', 'none'],
    ['modelkit', 'waybill', 'oras', 'copy'],
    ['modelpack', 'kit', 'modctl', 'read'],
    ['modelpack', 'modctl', 'kit', 'none'],
    ['modelpack', 'modctl', 'waybill', 'read'],
    ['modelcar', 'waybill', 'crane', 'read'],
    ['modelcar', 'crane', 'skopeo', 'read'],
    ['artifact', 'waybill', 'oras', 'read'],
    ['artifact', 'oras', 'skopeo', 'copy'],
  ])('says of a %s from %s to %s: %s', (format, writer, reader, job) => {
    expect(find(format, writer, reader)?.job).toBe(job);
  });
});
