import {
  serveByFormat,
  type EnvironmentList,
  type RegistryList,
} from '@waybill/backstage-plugin-waybill-common';
import { configuredEnvironments } from './environmentColumns';
import { textOf, type FormValues } from './formValues';
import type { PreviewFields } from './previewRequests';
import { repositoryOf } from './repositoryOf';

/**
 * A form that asks for a model format and leaves the rest to the portal: KServe serves the model by its format, in every
 * configured environment, from where packages are kept by default.
 *
 * @returns the form's values as if it had asked for all of it; nothing declares a model while the format is missing
 */
export function servedByFormat(
  values: FormValues,
  fields: PreviewFields,
  portal: {
    readonly environments: EnvironmentList;
    readonly registries: RegistryList;
  },
): FormValues {
  const at = (field: string) => fields[field] ?? field;
  const format = textOf(values[at('modelFormat')]);
  const isKit = ['modelkit', 'modelpack'].includes(
    textOf(values[at('format')]),
  );
  return {
    ...values,
    [at('serving')]: format
      ? serveByFormat({
          modelFormat: { name: format },
          storage: isKit ? 'kit' : 'oci',
        })
      : undefined,
    [at('environments')]: configuredEnvironments(portal.environments),
    [at('repository')]: repositoryOf(
      portal.registries.defaults,
      textOf(values[at('name')]),
    ),
  };
}
