import type {
  EditPreviewRequest,
  GitPlace,
  PreviewRequest,
  ReferencePreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { draftDeclaration, type FormFields } from './draftDeclaration';
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

/** What a form says where it wants no code, since a choice has to have a name. */
const NO_CODE = 'none';

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
  const texts = given(
    Object.fromEntries(TEXTS.map(field => [field, textOf(at(field))])),
  );
  const { variant, ...others } = texts;
  const hasCode = variant !== undefined && variant !== NO_CODE;
  const ci = hasCode ? namesOf(at('ci')) : [];
  return {
    declaration,
    repository: {
      ...others,
      ...(hasCode && { variant }),
      ...(ci.length > 0 && { ci }),
    },
    ...(compare && { compare }),
  };
}

/** What is asked of the backend for a change; nothing while it is not known where, and of what to what. */
export function editRequest(
  values: FormValues,
  fields: PreviewFields,
): EditPreviewRequest | undefined {
  const at = (field: string) => textOf(values[fields[field] ?? field]);
  const place = gitPlace(at);
  const environments = namesOf(values[fields.environments ?? 'environments']);
  const [repository, version] = [at('repository'), at('version')];
  return place && repository && version && environments.length > 0
    ? {
        ...place,
        environments,
        repository,
        version,
        ...given({ name: at('name'), digest: at('digest') }),
      }
    : undefined;
}

/** What is asked of the backend for a model that runs already; nothing while it is not known where. */
export function referenceRequest(
  values: FormValues,
  fields: PreviewFields,
): ReferencePreviewRequest | undefined {
  const at = (field: string) => textOf(values[fields[field] ?? field]);
  const place = gitPlace(at);
  return (
    place && {
      ...place,
      ...given({
        repository: at('repository'),
        name: at('name'),
        namespace: at('namespace'),
      }),
    }
  );
}

function gitPlace(at: (field: string) => string): GitPlace | undefined {
  const gitUrl = at('gitUrl');
  return URL.canParse(gitUrl)
    ? { gitUrl, ...given({ branch: at('branch'), path: at('path') }) }
    : undefined;
}

function given(
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
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
