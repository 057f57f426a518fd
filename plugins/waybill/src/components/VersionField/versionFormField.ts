import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { waybillApiRef } from '../../api';
import { isRepository } from '../../hooks/useRepositoryTags';
import { textOf } from '../../forms/formValues';
import { complainOfVersion } from './complainOfVersion';
import { VersionField } from './VersionField';
import { versionSchema } from './versionSchema';

/** The field `WaybillVersion` for templates. */
export const versionFormField = createFormField({
  name: 'WaybillVersion',
  component: VersionField,
  schema: versionSchema,
  validation: async (value, validation, { apiHolder, formData, uiSchema }) => {
    const field = uiSchema?.['ui:options']?.repositoryField ?? 'repository';
    const repository = textOf(
      (formData as Record<string, unknown> | undefined)?.[field as string],
    );
    const api = apiHolder.get(waybillApiRef);
    // The task looks again: a registry that does not answer now is no reason to stop here.
    const known =
      api && isRepository(repository)
        ? await api.getRepositoryTags(repository).catch(() => undefined)
        : undefined;
    const complaint = complainOfVersion(textOf(value), known?.tags);
    if (complaint) {
      validation.addError(complaint);
    }
  },
});
