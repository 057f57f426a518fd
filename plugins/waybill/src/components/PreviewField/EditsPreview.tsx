import { useApi } from '@backstage/frontend-plugin-api';
import type {
  EditPreview,
  EditPreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import { withoutFutureDigest } from '../../forms/draftDeclaration';
import type { FormValues } from '../../forms/formValues';
import { editRequest, type PreviewFields } from '../../forms/previewRequests';
import { lineDiff } from '../../forms/lineDiff';
import { useLatest } from '../../hooks/useLatest';
import { DiffView } from '../DiffView';
import { Documents } from '../Documents';
import { RequestOutcome } from '../RequestOutcome';
import { Refusals } from './Refusals';
import styles from './PreviewField.module.css';

/** A repository of somebody else's host is read for each answer. */
const TYPING_MS = 400;

/** What a change does to files that are there, line by line. */
export function EditsPreview(props: {
  values: FormValues;
  fields: PreviewFields;
}) {
  const api = useApi(waybillApiRef);
  const question = editRequest(props.values, props.fields);
  const request = useLatest(
    question,
    useCallback(
      (next: EditPreviewRequest, signal: AbortSignal) =>
        api.previewEdits(next, { signal }),
      [api],
    ),
    TYPING_MS,
  );
  if (!question) {
    return (
      <p className={styles.quiet}>
        Choose the model and the version, and the changes show up here.
      </p>
    );
  }
  return (
    <RequestOutcome request={request} title="There is no preview" height={320}>
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
          <div
            className={styles.panels}
            data-stale={request.isPending || undefined}
          >
            <Documents
              label="Changed files"
              documents={preview.edits.map(edit => ({
                ...edit,
                mark: markOf(edit),
              }))}
            >
              {({ path, before, after }) => (
                <DiffView
                  label={`Changes of ${path}`}
                  before={before}
                  after={withoutFutureDigest(after)}
                />
              )}
            </Documents>
          </div>
        </div>
      )}
    </RequestOutcome>
  );
}

function markOf(edit: { before: string; after: string }): string {
  const lines = lineDiff(edit.before, edit.after);
  const count = (wanted: string) =>
    lines.filter(({ kind }) => kind === wanted).length;
  return `+${count('added')} −${count('removed')}`;
}

function summaryOf({ edits, commit }: EditPreview): string {
  const files =
    edits.length === 1 ? '1 file changes' : `${edits.length} files change`;
  return `${files}, as of commit ${commit.slice(0, 7)}.`;
}
