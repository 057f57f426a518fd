import { Select, TextField } from '@backstage/ui';
import { formValues, textOf } from '../../forms/formValues';
import { useProposal } from '../../forms/useProposal';
import { repositoryOf } from '../../forms/repositoryOf';
import { useRegistries } from '../../hooks/useRegistries';
import { FieldFrame } from '../FieldFrame';
import { complainOfRepository } from './complainOfRepository';
import { ExistingVersions } from './ExistingVersions';
import type { RepositoryPickerFieldProps } from './repositoryPickerSchema';
import styles from './RepositoryPickerField.module.css';

/** Asks where the versions of a model are in a registry, and shows what is there. */
export function RepositoryPickerField(props: RepositoryPickerFieldProps) {
  const { formData = '', onChange, rawErrors, required, schema } = props;
  const { nameField = 'name', purpose = 'new' } =
    props.uiSchema?.['ui:options'] ?? {};
  const { value: registries, error } = useRegistries();
  const defaults = registries?.defaults ?? {};
  const name = textOf(formValues(props.formContext)[nameField]);
  useProposal(repositoryOf(defaults, name), formData, onChange);

  const slash = formData.indexOf('/');
  const host = slash < 0 ? defaults.registry ?? '' : formData.slice(0, slash);
  const path = slash < 0 ? '' : formData.slice(slash + 1);
  const hosts = (registries?.items ?? []).map(item => item.host);
  const offered = host && !hosts.includes(host) ? [host, ...hosts] : hosts;
  return (
    <FieldFrame
      title={schema.title ?? 'Repository'}
      description={
        schema.description ?? 'Where the packages of the model are kept.'
      }
      isRequired={required}
      part="package"
      errors={[...(rawErrors ?? []), ...(error ? [error.message] : [])]}
    >
      <div className={styles.parts}>
        <Select
          label="Registry"
          options={offered.map(value => ({ value, label: value }))}
          value={host || null}
          onChange={next => next && onChange(`${next}/${path}`)}
        />
        <TextField
          label="Path in the registry"
          placeholder="models/iris"
          value={path}
          onChange={next => onChange(`${host}/${next.trim()}`)}
          validationBehavior="aria"
          validate={() => (path ? complainOfRepository(formData, hosts) : null)}
        />
      </div>
      <ExistingVersions repository={formData} purpose={purpose} />
    </FieldFrame>
  );
}
