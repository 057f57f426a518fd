import { formValues } from '../../forms/formValues';
import type { PreviewFields } from '../../forms/previewRequests';
import { FieldFrame } from '../FieldFrame';
import { EditsPreview } from './EditsPreview';
import type { PreviewFieldProps } from './previewSchema';
import { RepositoryPreview } from './RepositoryPreview';

/** Shows what would be written before anything is; it asks for nothing. */
export function PreviewField(props: PreviewFieldProps) {
  const { schema, uiSchema, formContext } = props;
  const { change = 'repository', fields = {} } = uiSchema?.['ui:options'] ?? {};
  const values = formValues(formContext);
  return (
    <FieldFrame
      title={schema.title ?? 'Preview'}
      description={
        schema.description ??
        'What would be written. Nothing is, before you create it.'
      }
    >
      {change === 'version' ? (
        <EditsPreview values={values} fields={fields as PreviewFields} />
      ) : (
        <RepositoryPreview values={values} fields={fields as PreviewFields} />
      )}
    </FieldFrame>
  );
}
