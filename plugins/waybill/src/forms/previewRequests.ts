import type {
  EditPreviewRequest,
  PreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import {
  draftDeclaration,
  FUTURE_DIGEST,
  type FormFields,
} from './draftDeclaration';
import { environmentsOf, textOf, type FormValues } from './formValues';

/** Names of the parameters of a template, by what they are for. */
export type PreviewFields = FormFields & Readonly<Record<string, string>>;

const TEXTS = [
  'variant',
  'title',
  'description',
  'license',
  'owner',
  'system',
] as const;

/** What is asked of the backend; nothing where the form says too little to be declared. */
export function repositoryRequest(
  values: FormValues,
  fields: PreviewFields,
  compare?: PreviewRequest['compare'],
): PreviewRequest | undefined {
  const declaration = draftDeclaration(values, fields);
  if (!declaration) {
    return undefined;
  }
  const at = (field: string) => values[fields[field] ?? field];
  const texts = Object.fromEntries(
    TEXTS.map(field => [field, textOf(at(field))]).filter(([, text]) => text),
  );
  const ci = at('ci');
  const names = Array.isArray(ci) ? ci.filter(isText) : [];
  return {
    declaration,
    repository: {
      ...texts,
      ...(isText(ci) && ci && { ci: [ci] }),
      ...(names.length > 0 && { ci: names }),
    },
    ...(compare && { compare }),
  };
}

/** What is asked of the backend for a change; nothing while it is not known of what to what. */
export function editRequest(
  values: FormValues,
  fields: PreviewFields,
): EditPreviewRequest | undefined {
  const at = (field: string) => values[fields[field] ?? field];
  const [repositoryUrl, name, repository, version] = [
    'repositoryUrl',
    'name',
    'repository',
    'version',
  ].map(field => textOf(at(field)));
  if (!repositoryUrl || !name || !repository || !version) {
    return undefined;
  }
  const branch = textOf(at('branch'));
  const environments = namesOf(at('environments'));
  return {
    repositoryUrl,
    name,
    ...(branch && { branch }),
    ...(environments.length > 0 && { environments }),
    to: {
      repository,
      version,
      digest: textOf(at('digest')) || FUTURE_DIGEST,
    },
  };
}

function namesOf(value: unknown): string[] {
  if (isText(value)) {
    return value ? [value] : [];
  }
  const declared = environmentsOf(value).map(({ name }) => name);
  return declared.length > 0 || !Array.isArray(value)
    ? declared
    : value.filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
