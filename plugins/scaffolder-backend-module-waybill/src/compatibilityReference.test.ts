/** Holds `docs/reference/compatibility.md` to the rules; `UPDATE_REFERENCE=1` writes its tables anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type CompatibilityDimension,
  listCompatibilityRules,
  STORAGE_MODE_TITLES,
} from '@waybill/backstage-plugin-waybill-common';

const FILE = resolve(__dirname, '../../../docs/reference/compatibility.md');
const BEGIN = '<!-- rules: begin -->';
const END = '<!-- rules: end -->';

const TITLES: Readonly<Record<CompatibilityDimension, string>> = {
  format: 'Format',
  kserve: 'KServe',
  kubernetes: 'Kubernetes',
  runtime: 'Container runtime',
  registry: 'Registry',
  delivery: 'Delivery',
};

const VERDICTS = {
  works: 'works',
  'works-with': 'works with',
  'does-not-work': 'does not work',
  unknown: 'unknown',
};

function renderTables(): string {
  return Object.entries(TITLES)
    .map(([dimension, title]) => {
      const rows = listCompatibilityRules()
        .filter(rule => rule.dimension === dimension)
        .map(rule => [
          rule.storageModes.map(mode => STORAGE_MODE_TITLES[mode]).join('<br>'),
          `\`${rule.code}\``,
          rule.when,
          VERDICTS[rule.verdict],
          [rule.why, rule.advice].filter(Boolean).join(' '),
          rule.source ?? '',
        ]);
      return [
        `## ${title}`,
        '',
        '| served by | code | when | verdict | why, and what to do | source |',
        '| --- | --- | --- | --- | --- | --- |',
        ...rows.map(row => `| ${row.join(' | ')} |`.replace(/ {2,}/g, ' ')),
      ].join('\n');
    })
    .join('\n\n');
}

describe('docs/reference/compatibility.md', () => {
  it('has the tables of the rules', () => {
    const text = readFileSync(FILE, 'utf8');
    const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
    const after = text.slice(text.indexOf(END));
    const wanted = `${before}\n\n${renderTables()}\n\n${after}`;
    if (process.env.UPDATE_REFERENCE) {
      writeFileSync(FILE, wanted);
    }
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });
});
