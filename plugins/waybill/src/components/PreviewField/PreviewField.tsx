import { formValues } from '../../forms/formValues';
import type { PreviewFields } from '../../forms/previewRequests';
import { FieldFrame } from '../FieldFrame';
import { EditsPreview } from './EditsPreview';
import type { PreviewFieldProps } from './previewSchema';
import { ReferencesPreview } from './ReferencesPreview';
import { RepositoryPreview } from './RepositoryPreview';
import { StandardPreview } from './StandardPreview';

const VIEWS = {
  repository: RepositoryPreview,
  version: EditsPreview,
  onboard: ReferencesPreview,
};

/** Shows what would be written before anything is; it asks for nothing. */
export function PreviewField(props: PreviewFieldProps) {
  const { schema, uiSchema, formContext } = props;
  const {
    change = 'repository',
    fields = {},
    servedBy,
  } = uiSchema?.['ui:options'] ?? {};
  const values = formValues(formContext);
  const View =
    change === 'repository' && servedBy === 'format'
      ? StandardPreview
      : VIEWS[change];
  return (
    <FieldFrame
      title={schema.title ?? 'Preview'}
      description={
        schema.description ??
        'What would be written. Nothing is, before you create it.'
      }
    >
      <View values={values} fields={fields as PreviewFields} />
    </FieldFrame>
  );
}
