import type {
  DeclaredEnvironment,
  ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';

/** What a form holds: anything at all, since a link may fill it in. */
export type FormValues = Readonly<Record<string, unknown>>;

const SERVING_KINDS = ['InferenceService', 'LLMInferenceService', 'Deployment'];

export function formValues(formContext: unknown): FormValues {
  const data = isRecord(formContext) ? formContext.formData : undefined;
  return isRecord(data) ? data : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export function servingOf(value: unknown): ServingSpec | undefined {
  if (!isRecord(value) || !SERVING_KINDS.includes(String(value.kind))) {
    return undefined;
  }
  return value.kind === 'Deployment' || isRecord(value.storage)
    ? (value as unknown as ServingSpec)
    : undefined;
}

export function environmentsOf(value: unknown): DeclaredEnvironment[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is DeclaredEnvironment =>
          isRecord(item) &&
          typeof item.name === 'string' &&
          typeof item.namespace === 'string' &&
          isRecord(item.profile),
      )
    : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
