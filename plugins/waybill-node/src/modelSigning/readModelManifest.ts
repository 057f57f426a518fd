import { PredicateType } from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import { rootDigestOf, type ModelManifest } from './ModelManifest';
import type { ModelProblem } from './ModelVerdict';

const MAX_RESOURCES = 100_000;
const HEX_LENGTH = { sha256: 64, blake2b: 128 } as const;

const statementSchema = z.object({
  predicateType: z.literal(PredicateType.modelSigning),
  subject: z
    .array(
      z.object({
        name: z.string().max(1000).default(''),
        digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      }),
    )
    .length(1),
  predicate: z.object({
    serialization: z.object({
      method: z.string().max(100),
      hash_type: z.string().max(100),
      allow_symlinks: z.boolean().default(false),
      ignore_paths: z.array(z.string().max(4096)).max(1000).default([]),
    }),
    resources: z
      .array(
        z.object({
          name: z.string().min(1).max(4096),
          algorithm: z.string().max(100),
          digest: z.string().regex(/^[0-9a-f]+$/),
        }),
      )
      .max(MAX_RESOURCES),
  }),
});

/**
 * Reads what was signed, after the signature was found good: a signer's mistake or malice must not lead out of the
 * folder, or have one file stand for another.
 *
 * @param payload - the statement; it is known to be an in-toto statement
 */
export function readModelManifest(
  payload: Buffer,
): ModelManifest | { readonly problem: ModelProblem } {
  const result = statementSchema.safeParse(
    JSON.parse(payload.toString('utf8')),
  );
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue.path.map(String).join('.') || 'the statement';
    return problem(
      'ManifestNotValid',
      `What was signed is no list of a model's files: '${where}' is not as OpenSSF Model Signing v1.0 has it.`,
    );
  }
  const { subject, predicate } = result.data;
  const { serialization, resources } = predicate;
  const { method, hash_type: hash } = serialization;
  if (method !== 'files' || (hash !== 'sha256' && hash !== 'blake2b'))
    return problem(
      'ManifestNotSupported',
      `The model was signed by the method '${printable(
        method,
      )}' with ${printable(
        hash,
      )}; whole files with sha256 or blake2b can be verified here.`,
    );
  const odd = resources.find(
    ({ algorithm, digest }) =>
      algorithm !== hash || digest.length !== HEX_LENGTH[hash],
  );
  if (odd)
    return problem(
      'ManifestNotValid',
      `The digest of ${quoted(odd.name)} is no ${hash} digest.`,
    );
  const named = findBadName(resources.map(({ name }) => name));
  if (named) return named;
  if (rootDigestOf(resources) !== subject[0].digest.sha256)
    return problem(
      'RootDigestMismatch',
      'The signed digest of the whole model is not that of the files that it lists.',
    );
  return {
    name: subject[0].name,
    hash,
    allowSymlinks: serialization.allow_symlinks,
    ignorePaths: serialization.ignore_paths.filter(isInside),
    resources: resources.map(({ name, digest }) => ({ name, digest })),
  };
}

function findBadName(names: readonly string[]) {
  const seen = new Set<string>();
  for (const name of names) {
    if (!isInside(name))
      return problem(
        'UnsafeName',
        `${quoted(name)} leads out of the model's folder, or is no plain path.`,
        name,
      );
    if (seen.has(name))
      return problem(
        'DuplicateName',
        `${quoted(name)} is listed twice, and only one of the two can be true.`,
        name,
      );
    seen.add(name);
  }
  return undefined;
}

/** A backslash and a drive are paths on Windows, where the same signature may be checked. */
function isInside(name: string): boolean {
  return (
    !/[\p{Cc}\\]/u.test(name) &&
    !/^[a-z]:/i.test(name) &&
    name
      .split('/')
      .every(segment => segment !== '' && segment !== '.' && segment !== '..')
  );
}

function problem(
  reason: ModelProblem['reason'],
  message: string,
  path?: string,
): { readonly problem: ModelProblem } {
  return {
    problem: {
      reason,
      message,
      ...(path === undefined ? {} : { path: printable(path) }),
    },
  };
}

/** For messages: names come from whoever wrote the signature. */
export function quoted(name: string): string {
  return `'${printable(name)}'`;
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?').slice(0, 200);
}
