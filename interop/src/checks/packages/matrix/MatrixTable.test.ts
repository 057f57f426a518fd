import { allCells, type Cell } from './cells';
import { MatrixTable, type Outcome } from './MatrixTable';

describe('MatrixTable', () => {
  const cells = allCells();

  function lineOf(text: string, format: string, writer: string): string {
    const [, table = ''] = text.split(`${format} `);
    return table.split('\n').find(line => line.startsWith(`${writer} `)) ?? '';
  }

  function tableWith(
    outcomes: Record<string, Outcome>,
    job: Cell['job'],
  ): string {
    const table = new MatrixTable();
    const cell = cells.find(one => one.job === job);
    for (const [registry, outcome] of Object.entries(outcomes)) {
      table.record(cell ?? cells[0], registry, outcome);
    }
    return table.print(cells);
  }

  it('counts the registries on which a cell went well', () => {
    const text = tableWith({ distribution: 'ok', sandbox: 'ok' }, 'read');
    expect(lineOf(text, 'modelkit', 'waybill')).toContain('files 2/2');
  });

  it('shows a failure on one of them', () => {
    const text = tableWith({ distribution: 'ok', sandbox: 'failed' }, 'copy');
    expect(text).toContain('FAILED copy 1/2');
  });

  it('does not count a registry that is not there', () => {
    const text = tableWith({ distribution: 'ok', debian: 'skipped' }, 'read');
    expect(text).toContain('files 1/1');
  });

  it('says where nothing was tried', () => {
    const table = new MatrixTable();
    expect(table.isEmpty).toBe(true);
    expect(lineOf(table.print(cells), 'artifact', 'waybill')).toContain(
      'not tried',
    );
  });

  it('names those that write no package of a format in one line', () => {
    const text = new MatrixTable().print(cells);
    expect(text).toMatch(
      /^not written by modctl \(\d+\), oras \(\d+\), crane \(\d+\), skopeo \(\d+\)$/m,
    );
  });

  it('numbers the reasons, each once', () => {
    const text = new MatrixTable().print(cells);
    expect(text.match(/modctl writes ModelPacks only/g)).toHaveLength(1);
    const number = /\((\d+)\) modctl reads ModelPacks only/.exec(text)?.[1];
    expect(lineOf(text, 'modelkit', 'kit')).toContain(`(${number})`);
  });
});
