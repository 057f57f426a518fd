import { useRegistries } from '../../hooks/useRegistries';
import { formValues, textOf } from '../../forms/formValues';
import { repositoryOf } from '../../forms/repositoryOf';
import type { VersionFieldProps } from './versionSchema';

/** The repository whose next version is asked for: the form's, or where the defaults put a model of that name. */
export function useVersionRepository(props: VersionFieldProps): string {
  const { repositoryField = 'repository', nameField = 'name' } =
    props.uiSchema?.['ui:options'] ?? {};
  const values = formValues(props.formContext);
  const { value: registries } = useRegistries();
  const chosen = textOf(values[repositoryField]);
  return (
    chosen ||
    repositoryOf(registries?.defaults ?? {}, textOf(values[nameField]))
  );
}
