import { isRecord } from '../../forms/formValues';
import { RESOURCE_CHOICES } from '../../forms/resourcePresets';
import { FieldFrame } from '../FieldFrame';
import { ResourcesEditor } from './ResourcesEditor';
import type { ResourcesFieldProps } from './resourcesSchema';

/** Asks what each replica of a model server is given. */
export function ResourcesField(props: ResourcesFieldProps) {
  const { formData, onChange, rawErrors, required, schema, uiSchema } = props;
  const offered = uiSchema?.['ui:options']?.presets;
  return (
    <FieldFrame
      title={schema.title ?? 'Resources'}
      description={schema.description}
      isRequired={required}
      errors={rawErrors}
    >
      <ResourcesEditor
        profile={isRecord(formData) ? formData : {}}
        choices={RESOURCE_CHOICES.filter(
          ({ name }) => !offered || offered.some(wanted => wanted === name),
        )}
        onChange={profile => onChange(profile as typeof formData)}
      />
    </FieldFrame>
  );
}
