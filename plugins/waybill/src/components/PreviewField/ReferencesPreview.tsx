import { useApi } from '@backstage/frontend-plugin-api';
import type {
  DeliveredReference,
  ReferencePreview,
  ReferencePreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import type { FormValues } from '../../forms/formValues';
import {
  referenceRequest,
  type PreviewFields,
} from '../../forms/previewRequests';
import { useLatest } from '../../hooks/useLatest';
import { shortDigest } from '../../presentation/shortDigest';
import { RequestOutcome } from '../RequestOutcome';
import { Refusals } from './Refusals';
import styles from './PreviewField.module.css';

/** A repository of somebody else's host is read for each answer. */
const TYPING_MS = 600;

/** What a repository that is there says of models: where, and which version. */
export function ReferencesPreview(props: {
  values: FormValues;
  fields: PreviewFields;
}) {
  const api = useApi(waybillApiRef);
  const question = referenceRequest(props.values, props.fields);
  const request = useLatest(
    question,
    useCallback(
      (next: ReferencePreviewRequest, signal: AbortSignal) =>
        api.previewReferences(next, { signal }),
      [api],
    ),
    TYPING_MS,
  );
  if (!question) {
    return (
      <p className={styles.quiet}>
        Write the URL of the Git repository, and what it says of the model shows
        up here.
      </p>
    );
  }
  return (
    <RequestOutcome request={request} title="There is no preview" height={200}>
      {preview => (
        <div className={styles.root}>
          <p role="status" className={styles.quiet}>
            {summaryOf(preview)}
            {request.isPending && ' Looking again …'}
          </p>
          <Refusals refusals={preview.refusals} />
          {preview.notes.map(note => (
            <p key={note} className={styles.quiet}>
              {note}.
            </p>
          ))}
          {preview.references.length > 0 && (
            <References references={preview.references} />
          )}
        </div>
      )}
    </RequestOutcome>
  );
}

function References(props: { references: readonly DeliveredReference[] }) {
  return (
    <table className={styles.table} aria-label="What runs">
      <thead>
        <tr>
          <th scope="col">Written in</th>
          <th scope="col">Environment</th>
          <th scope="col">Version</th>
        </tr>
      </thead>
      <tbody>
        {props.references.map(reference => (
          <tr key={`${reference.path} ${reference.line} ${reference.field}`}>
            <th scope="row">
              <code>
                {reference.path}:{reference.line}
              </code>
              <span className={styles.object}>
                {reference.object.kind}/{reference.object.name},{' '}
                {reference.field}
              </span>
            </th>
            <td data-label="Environment">
              {reference.environment}
              {reference.appliedBy && (
                <span className={styles.object}>by {reference.appliedBy}</span>
              )}
            </td>
            <td data-label="Version">
              {reference.version ?? reference.tag ?? 'not said'}
              <span className={styles.object}>
                {reference.digest
                  ? shortDigest(reference.digest)
                  : 'not pinned by digest'}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summaryOf({ total, references, commit }: ReferencePreview): string {
  const at = `as of commit ${commit.slice(0, 7)}`;
  if (total === 0) {
    return `Nothing there names the model, ${at}.`;
  }
  const found = total === 1 ? 'One place names' : `${total} places name`;
  return references.length < total
    ? `${found} a model, ${at}; the first ${references.length} of them:`
    : `${found} the model, ${at}.`;
}
