import { EditingError } from '../EditingError';
import type { RepositoryIndex } from '../repository/RepositoryIndex';
import { checkEdited } from './checkEdited';
import type { PlannedEdit, PlannedFile } from './EditPlan';
import type { SiteChange } from './SiteChanges';
import { writeScalar } from './writeScalar';

/**
 * The files with the changes in them. Each is read again, and has to say the same as before but for what was to change.
 *
 * @throws EditingError `EDIT_NOT_SAFE`
 * @internal
 */
export function applyChanges(
  index: RepositoryIndex,
  changes: readonly SiteChange[],
): { readonly edits: PlannedEdit[]; readonly files: PlannedFile[] } {
  const wanted = changes
    .filter(({ site, after, added }) => site.value !== after || added)
    .sort(
      (a, b) =>
        compare(a.site.path, b.site.path) || a.site.start - b.site.start,
    );
  const paths = [...new Set(wanted.map(({ site }) => site.path))];
  const files = paths.map(path => {
    const own = wanted.filter(({ site }) => site.path === path);
    const before = index.textOf(path) ?? '';
    const content = [...own].reverse().reduce(writeChange, before);
    checkEdited({ path, before, content, changes: own });
    return { path, before, content };
  });
  return { edits: wanted.flatMap(describe), files };
}

function writeChange(text: string, { site, after, added }: SiteChange): string {
  const scalar =
    site.value === after
      ? text.slice(site.start, site.end)
      : writeScalar(site, after);
  const rest = text.slice(site.end);
  const key = added ? keyBehind(text, site, added) : '';
  return `${text.slice(0, site.start)}${scalar}${key}${rest}`;
}

/** The new key on a line of its own, written as the one before it. */
function keyBehind(
  text: string,
  { start, end, isInFlow, path, line }: SiteChange['site'],
  { key, value }: NonNullable<SiteChange['added']>,
): string {
  if (isInFlow) return `, ${key}: ${value}`;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const newline = text.indexOf('\n', end);
  const behind = text.slice(end, newline < 0 ? text.length : newline);
  if (behind.trim() !== '' || !/^[\s-]*[\w"']+:\s*$/.test(before)) {
    throw new EditingError({
      code: 'FORM_NOT_SUPPORTED',
      path,
      line,
      message: `The key '${key}' would have to be added here, beside a comment or a key that is not plain: add it by hand`,
    });
  }
  const indent = before.replace(/^([\s-]*).*$/s, '$1').replace(/-/g, ' ');
  const lineBreak = behind.endsWith('\r') || text[newline - 1] === '\r';
  return `${lineBreak ? '\r\n' : '\n'}${indent}${key}: ${value}`;
}

function describe({ site, after, added }: SiteChange): PlannedEdit[] {
  const { path, line, field, value } = site;
  const edits: PlannedEdit[] = [];
  if (value !== after) edits.push({ path, line, field, before: value, after });
  if (added) {
    edits.push({
      path,
      line: line + 1,
      field: field.replace(/[^.]*$/, added.key),
      before: '',
      after: added.value,
    });
  }
  return edits;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
