import { parse, stringify } from 'yaml';
import type { KubernetesManifest } from '../../kubernetes';
import { applyPatch, isMap, type JsonMap, REPLACE_LISTS } from '../patches';
import type { RepositoryFile } from '../RepositoryFile';

interface Scope {
  readonly root: JsonMap;
  readonly dot: unknown;
}

/** So much of `helm template` as our own charts need; anything else fails. */
export function helmTemplate(
  files: readonly RepositoryFile[],
  options: { readonly environment: string; readonly namespace: string },
): KubernetesManifest[] {
  const read = (wanted: string) =>
    parse(files.find(({ path }) => path === wanted)?.content ?? '') as JsonMap;
  const values = applyPatch(
    read('chart/values.yaml'),
    read(`environments/${options.environment}/values.yaml`),
    REPLACE_LISTS,
  );
  const root = { Values: values, Release: { Namespace: options.namespace } };
  return files
    .filter(({ path }) => /^chart\/templates\/.*\.yaml$/.test(path))
    .map(({ content }) => renderTemplate(content, { root, dot: root }))
    .filter(text => text.trim() !== '')
    .map(text => parse(text));
}

/** Blocks stand on lines of their own, so lines are all that has to be understood. */
function renderTemplate(text: string, scope: Scope): string {
  return renderLines(text.split('\n'), scope).join('\n');
}

function renderLines(lines: readonly string[], scope: Scope): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const block = /^ *\{\{- (if|with) (.*) \}\}$/.exec(lines[at]);
    if (block) {
      const end = endOf(lines, at);
      const value = evaluate(block[2], scope);
      if (isTrue(value)) {
        const dot = block[1] === 'with' ? value : scope.dot;
        out.push(...renderLines(lines.slice(at + 1, end), { ...scope, dot }));
      }
      at = end;
    } else {
      out.push(...renderLine(lines[at], scope).split('\n'));
    }
  }
  return out;
}

function endOf(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < lines.length; at += 1) {
    if (/^ *\{\{- (if|with) /.test(lines[at])) depth += 1;
    if (/^ *\{\{- end \}\}$/.test(lines[at])) depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`The block in line ${start + 1} has no end`);
}

function renderLine(line: string, scope: Scope): string {
  const lump = /^ *\{\{- toYaml (\S+) \| nindent (\d+) \}\}$/.exec(line);
  if (lump) {
    const pad = ' '.repeat(Number(lump[2]));
    return stringify(evaluate(lump[1], scope), { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map(part => pad + part)
      .join('\n');
  }
  return line.replace(/\{\{ (.*?) \}\}/g, (_, expression: string) =>
    String(evaluate(expression, scope)),
  );
}

function evaluate(expression: string, scope: Scope): unknown {
  if (expression === '"{{"') return '{{';
  const piped = /^(\S+) \| quote$/.exec(expression);
  if (piped) return JSON.stringify(evaluate(piped[1], scope));
  const json = /^toJson (\S+)$/.exec(expression);
  if (json) return JSON.stringify(evaluate(json[1], scope));
  const present = /^not \(kindIs "invalid" (\S+)\)$/.exec(expression);
  if (present) return evaluate(present[1], scope) !== undefined;
  if (expression === '.') return scope.dot;
  if (!/^(\.[A-Za-z0-9]+)+$/.test(expression)) {
    throw new Error(`Not understood: ${expression}`);
  }
  return expression
    .slice(1)
    .split('.')
    .reduce<unknown>((value, key) => {
      if (!isMap(value)) throw new Error(`Nothing to read ${expression} from`);
      return value[key] ?? undefined;
    }, scope.root);
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}
