/** JSON Schemas of the real CRDs, where a folder with them is at hand (`WAYBILL_CRDS`, by default beside the repository). */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

const folder = resolve(
  process.env.WAYBILL_CRDS ?? resolve(__dirname, '../../../../../shared/crds'),
);

/** Whether there are definitions; where there are none, the reason is printed. */
export function hasCrds(): boolean {
  if (existsSync(folder)) return true;
  process.stdout.write(
    `Not held against the CRDs: there is no folder ${folder}; set WAYBILL_CRDS to one.\n`,
  );
  return false;
}

/** JSON Schema ignores what a structural schema prunes: an unknown field must fail here, not vanish in a cluster. */
function closeObjects(schema: object): object {
  const fields: Readonly<Record<string, unknown>> = { ...schema };
  const closed = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, closeWithin(value)]),
  );
  const isClosed =
    fields.properties &&
    !fields.additionalProperties &&
    !fields['x-kubernetes-preserve-unknown-fields'];
  return isClosed ? { ...closed, additionalProperties: false } : closed;
}

function closeWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeWithin);
  return typeof value === 'object' && value !== null
    ? closeObjects(value)
    : value;
}

/** Checks objects of kinds by their definition's file in the folder. */
export function crdValidator<K extends string>(
  files: Readonly<Record<K, string>>,
): (manifest: { apiVersion: string; kind: K }) => ErrorObject[] {
  const checks = new Map<string, ValidateFunction>();
  return manifest => {
    const check =
      checks.get(manifest.kind) ??
      compileCheck(files[manifest.kind], manifest.apiVersion);
    checks.set(manifest.kind, check);
    check(manifest);
    return check.errors ?? [];
  };
}

function compileCheck(file: string, apiVersion: string): ValidateFunction {
  const crd = parse(readFileSync(resolve(folder, file), 'utf8'));
  const version = crd.spec.versions.find(
    (candidate: { name: string }) =>
      candidate.name === apiVersion.split('/')[1],
  );
  const { properties, ...schema } = version.schema.openAPIV3Schema;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return ajv.compile(
    closeObjects({
      ...schema,
      properties: {
        // Some definitions leave out what every object has.
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        ...properties,
        metadata: { type: 'object', additionalProperties: true },
      },
    }),
  );
}
