/** Holds `docs/reference/refused-inputs.md` to what is refused; `UPDATE_REFERENCE=1` writes its tables anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { listDeclarationProblems } from '../environments';
import {
  DECLARATION,
  REFUSED_DECLARATIONS,
} from './__testUtils__/refusedDeclarations';
import {
  REFUSED_LAYOUTS,
  REFUSED_YAML,
  type RefusedFiles,
} from './__testUtils__/refusedFiles';
import { filesOf, IRIS, NEW, OWN_LAYOUT } from './__testUtils__/repositories';
import { EditingError } from './EditingError';
import { planVersionBump } from './plan/planVersionBump';

const bump = (files: RefusedFiles['files']) =>
  planVersionBump(filesOf(files), {
    repository: IRIS,
    version: '1.1.0',
    digest: NEW,
    target: { environments: ['dev'] },
  });

function refusalOf({ files }: RefusedFiles): EditingError {
  try {
    const plan = bump(files);
    throw new Error(`It was not refused: ${plan.diff}`);
  } catch (error) {
    if (error instanceof EditingError) return error;
    throw error;
  }
}

describe('what is refused', () => {
  it('is nothing of a repository without anything wrong', () => {
    expect(bump(OWN_LAYOUT).edits).toHaveLength(2);
    expect(listDeclarationProblems(DECLARATION)).toEqual([]);
  });

  it.each([...REFUSED_YAML, ...REFUSED_LAYOUTS])('$title', refused => {
    const { code, path, line } = refusalOf(refused);
    expect({ code, at: path && `${path}:${line}` }).toEqual({
      code: refused.code,
      at: refused.at,
    });
  });

  it.each(REFUSED_DECLARATIONS)('$title', ({ declaration, code, field }) => {
    expect(listDeclarationProblems(declaration)).toContainEqual(
      expect.objectContaining({ code, field }),
    );
  });
});

describe('docs/reference/refused-inputs.md', () => {
  const FILE = resolve(
    __dirname,
    '../../../../../docs/reference/refused-inputs.md',
  );
  const BEGIN = '<!-- cases: begin -->';
  const END = '<!-- cases: end -->';

  it('has the tables of what is tested', () => {
    const text = readFileSync(FILE, 'utf8');
    const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
    const wanted = `${before}\n\n${renderTables()}\n\n${text.slice(
      text.indexOf(END),
    )}`;
    if (process.env.UPDATE_REFERENCE) writeFileSync(FILE, wanted);
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });

  function renderTables(): string {
    const files = (cases: readonly RefusedFiles[]) =>
      cases.map(refused => {
        const { code, message } = refusalOf(refused);
        return [refused.title, `\`${code}\``, cell(message)];
      });
    const declarations = REFUSED_DECLARATIONS.map(
      ({ title, declaration, code, field }) => {
        const problem = listDeclarationProblems(declaration).find(
          found => found.code === code && found.field === field,
        );
        return [title, `\`${code}\``, cell(`${field}: ${problem?.message}`)];
      },
    );
    return [
      table('Files: the YAML itself', files(REFUSED_YAML)),
      table('Repositories: where the model is decided', files(REFUSED_LAYOUTS)),
      table('Declarations: what a form or an action is given', declarations),
    ].join('\n\n');
  }

  function table(title: string, rows: readonly (readonly string[])[]) {
    return [
      `## ${title}`,
      '',
      '| what is wrong | code | what is said |',
      '| --- | --- | --- |',
      ...rows.map(row => `| ${row.join(' | ')} |`),
    ].join('\n');
  }

  function cell(text: string): string {
    return text
      .replace(/\|/g, '\\|')
      .replace(/[{}<>*]/g, char => `\\${char}`)
      .replace(/(.)\1{60,}/g, '$1…')
      .replace(/\s+/g, ' ');
  }
});
