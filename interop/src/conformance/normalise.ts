import { isObject, type Json } from './Json';

/** What is called differently in each place, and the name that all share. */
export interface KnownNames {
  /** `127.0.0.1:40123` → `<registry>` */
  readonly texts: ReadonlyMap<string, string>;
}

const PATTERNS: readonly [RegExp, string][] = [
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g, '<time>'],
  // Names that end in the hash of a pod template, and those that end in letters of chance after it.
  [/-predictor-[0-9a-z]{6,10}-[0-9a-z]{5}\b/g, '-predictor-<template>-<pod>'],
  [/-predictor-[0-9a-z]{6,10}\b/g, '-predictor-<template>'],
  [/\b[0-9a-f]{40}\b/g, '<commit>'],
  [/\b\d+(\.\d+)?(ns|µs|ms|s)\b/g, '<duration>'],
  [/\b\d+ (second|minute)s? ago\b/g, '<duration> ago'],
];

/** Fields whose values are of chance or of the moment. */
const RANDOM_FIELDS = new Set([
  // Each place has a key of its own.
  'keyHint',
  'asOf',
  'since',
  'checkedAt',
  'observedAt',
  'pod-template-hash',
]);

/** Replaces times, chance and addresses, so that two runs of the same job look the same. */
export function normalise(value: Json, names: KnownNames): Json {
  if (typeof value === 'string') {
    return normaliseText(value, names);
  }
  if (Array.isArray(value)) {
    return value.map(entry => normalise(entry, names));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        RANDOM_FIELDS.has(key) || isSignatureSource(key, entry)
          ? '<random>'
          : normalise(entry, names),
      ]),
    );
  }
  return value;
}

/** The digest of what holds a signature: no two signatures are the same. */
function isSignatureSource(key: string, value: Json): boolean {
  return (
    key === 'source' && typeof value === 'string' && value.startsWith('sha256:')
  );
}

function normaliseText(text: string, { texts }: KnownNames): string {
  let result = text;
  for (const [from, to] of texts) {
    result = result.replaceAll(from, to);
  }
  for (const [pattern, to] of PATTERNS) {
    result = result.replace(pattern, to);
  }
  return result;
}
