import {
  type EnvironmentProfile,
  isProfilePreset,
  ManifestError,
  type ModelDeclaration,
  PROFILE_PRESETS,
  type ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import type { z } from 'zod';
import { declarationSchema, profileSchema } from './declarationSchema';
import { servingSchema } from './servingSchema';

/**
 * A declaration that came over HTTP, or from an action's input. What the values mean is told by
 * `listDeclarationProblems` afterwards; here they become of the declared types.
 *
 * @param value - anything
 * @throws ManifestError `INVALID_VALUE` at the first field that is not of its type
 * @public
 */
export function readModelDeclaration(value: unknown): ModelDeclaration {
  return readAs(declarationSchema, value, '');
}

/**
 * What serves a model, as a form or an action's input says it.
 *
 * @param field - where it stands, for the message
 * @throws ManifestError `INVALID_VALUE`
 * @public
 */
export function readServingSpec(
  value: unknown,
  field = 'serving',
): ServingSpec {
  return readAs(servingSchema, value, field);
}

/**
 * What an environment wants, or the name of a profile that comes with Waybill.
 *
 * @param field - where it stands, for the message
 * @throws ManifestError `INVALID_VALUE`
 * @public
 */
export function readEnvironmentProfile(
  value: unknown,
  field = 'profile',
): EnvironmentProfile {
  if (typeof value !== 'string') return readAs(profileSchema, value, field);
  if (isProfilePreset(value)) return PROFILE_PRESETS[value];
  throw new ManifestError({
    code: 'INVALID_VALUE',
    field,
    message: `${field}: '${value.slice(
      0,
      80,
    )}' is no profile: write one out, or use ${Object.keys(
      PROFILE_PRESETS,
    ).join(', ')}`,
  });
}

function readAs<T>(schema: z.ZodType<T>, value: unknown, field: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const path = fieldPath(field, issue.path);
  throw new ManifestError({
    code: 'INVALID_VALUE',
    field: path,
    message: `${path || 'The declaration'}: ${issue.message}`,
  });
}

/** `environments[1].profile.gpu.count` */
function fieldPath(field: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, field);
}
