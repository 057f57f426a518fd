import { parseDocument } from 'yaml';
import type {
  BaseModelFacts,
  ConsiderationFacts,
  DatasetFacts,
  MetricFacts,
} from './PackageFacts';

/** What a README says in the YAML at its head and under its headings. @public */
export interface ModelCardFacts {
  readonly licenses: readonly string[];
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  readonly task?: string;
  readonly framework?: string;
  readonly datasets: readonly DatasetFacts[];
  readonly baseModels: readonly BaseModelFacts[];
  readonly metrics: readonly MetricFacts[];
  readonly considerations: ConsiderationFacts;
}

const MAX_HEAD = 64 * 1024;
const MAX_LIST = 100;
const MAX_TEXT = 500;
const MAX_SECTION = 4000;

/** Headings of the hub's template for model cards and of those that people write. The first that fits counts. */
const SECTIONS: readonly (readonly [keyof ConsiderationFacts, RegExp])[] = [
  ['outOfScope', /out[- ]of[- ]scope|misuse/i],
  ['users', /^(intended )?users\b|^who\b/i],
  ['useCases', /^((intended|direct|downstream) )?uses?\b|use[- ]cases?/i],
  ['environment', /^environment/i],
  ['limitations', /limitation/i],
  ['ethics', /^ethic|^bias|^fairness|^risks/i],
];

/**
 * Reads a model card as hubs have them: Markdown with YAML at its head. What cannot be read says nothing.
 *
 * @public
 */
export function readModelCardText(text: string): ModelCardFacts {
  const [head, body] = splitHead(text);
  const fields = readHead(head);
  return {
    licenses: textsOf(fields.license),
    languages: textsOf(fields.language),
    tags: textsOf(fields.tags),
    ...optional('task', textsOf(fields.pipeline_tag)[0]),
    ...optional('framework', textsOf(fields.library_name)[0]),
    datasets: textsOf(fields.datasets).map(name => ({ name })),
    baseModels: textsOf(fields.base_model).map(name => ({
      name,
      ...optional('relation', textsOf(fields.base_model_relation)[0]),
    })),
    metrics: metricsOf(fields['model-index']),
    considerations: readSections(body),
  };
}

function splitHead(text: string): [string, string] {
  const start = text.replace(/^\uFEFF/, '');
  if (!/^---\r?\n/.test(start)) return ['', start];
  const end = start.slice(0, MAX_HEAD).search(/\n---[ \t]*(\r?\n|$)/);
  if (end < 0) return ['', start];
  const body = start.indexOf('\n', end + 1);
  return [start.slice(3, end), body < 0 ? '' : start.slice(body + 1)];
}

function readHead(head: string): Record<string, unknown> {
  try {
    const document = parseDocument(head, { uniqueKeys: false });
    if (document.errors.length > 0) return {};
    // an alias bomb is refused by its count
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function metricsOf(index: unknown): MetricFacts[] {
  return listOf(index)
    .flatMap(model => listOf(isRecord(model) ? model.results : undefined))
    .filter(isRecord)
    .flatMap(result => {
      const dataset = isRecord(result.dataset)
        ? textsOf(result.dataset.name ?? result.dataset.type)[0]
        : undefined;
      return listOf(result.metrics)
        .filter(isRecord)
        .flatMap(metric => {
          const [name] = textsOf(metric.name ?? metric.type);
          const [value] = textsOf(metric.value);
          return name && value
            ? [{ name, value, ...optional('dataset', dataset) }]
            : [];
        });
    })
    .slice(0, MAX_LIST);
}

function readSections(body: string): ConsiderationFacts {
  const found: Partial<Record<keyof ConsiderationFacts, string>> = {};
  for (const { title, text } of sectionsOf(body)) {
    const [key] = SECTIONS.find(([, pattern]) => pattern.test(title)) ?? [];
    if (key && !found[key] && text !== '')
      found[key] = text.slice(0, MAX_SECTION);
  }
  return found;
}

function* sectionsOf(body: string): Generator<{ title: string; text: string }> {
  let title = '';
  let lines: string[] = [];
  let isCode = false;
  for (const line of body.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? undefined : /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    if (heading === undefined) {
      lines.push(line);
      continue;
    }
    yield { title, text: plain(lines) };
    title = heading.replace(/[#*_`\s]+$/, '').replace(/^[*_`]+/, '');
    lines = [];
  }
  yield { title, text: plain(lines) };
}

/** The hub's template has its hints as comments and as places to fill in. */
function plain(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/\[More Information Needed\]/gi, '')
    .trim();
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value])
    .flatMap(item =>
      typeof item === 'string' || typeof item === 'number'
        ? [String(item).trim().slice(0, MAX_TEXT)]
        : [],
    )
    .filter(item => item !== '')
    .slice(0, MAX_LIST);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_LIST) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optional<Key extends string>(key: Key, value: string | undefined) {
  return (value === undefined ? {} : { [key]: value }) as {
    readonly [K in Key]?: string;
  };
}
