import type { FormValues } from '../../forms/formValues';
import type { PreviewFields } from '../../forms/previewRequests';
import { servedByFormat } from '../../forms/servedByFormat';
import { useEnvironments } from '../../hooks/useEnvironments';
import { useRegistries } from '../../hooks/useRegistries';
import { RequestOutcome } from '../RequestOutcome';
import { RepositoryPreview } from './RepositoryPreview';

/** The preview of a form that leaves to the portal how a model is served, and where. */
export function StandardPreview({
  values,
  fields,
}: {
  values: FormValues;
  fields: PreviewFields;
}) {
  const environmentsRequest = useEnvironments();
  const registriesRequest = useRegistries();
  return (
    <RequestOutcome
      request={environmentsRequest}
      title="The environments could not be read"
    >
      {environments => (
        <RequestOutcome
          request={registriesRequest}
          title="The registries could not be read"
        >
          {registries => (
            <RepositoryPreview
              values={servedByFormat(values, fields, {
                environments,
                registries,
              })}
              fields={fields}
            />
          )}
        </RequestOutcome>
      )}
    </RequestOutcome>
  );
}
