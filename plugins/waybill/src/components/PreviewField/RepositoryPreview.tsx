import { useApi } from '@backstage/frontend-plugin-api';
import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import type {
  DeclarationProblem,
  DeclaredEnvironment,
  Preview,
  PreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useMemo, useState } from 'react';
import { waybillApiRef } from '../../api';
import { declarationProblems } from '../../forms/declarationProblems';
import type { FormValues } from '../../forms/formValues';
import { canJumpTo, jumpToField } from '../../forms/jumpToField';
import {
  repositoryRequest,
  type PreviewFields,
} from '../../forms/previewRequests';
import { useLatest } from '../../hooks/useLatest';
import { groupNotes } from '../../presentation/serving';
import { ProblemNotes } from '../ProblemNotes';
import { RequestOutcome } from '../RequestOutcome';
import { ServingNotes } from '../ServingNotes';
import { ComparePanel } from './ComparePanel';
import { FilesPanel } from './FilesPanel';
import { ObjectsPanel } from './ObjectsPanel';
import styles from './PreviewField.module.css';

/** Keystrokes that come closer together are answered once. */
const TYPING_MS = 60;

/** All files of the repository, what arrives in the clusters, and what is wrong. */
export function RepositoryPreview(props: {
  values: FormValues;
  fields: PreviewFields;
}) {
  const { values, fields } = props;
  const api = useApi(waybillApiRef);
  const [compare, setCompare] = useState<PreviewRequest['compare']>();
  const asked = repositoryRequest(values, fields);
  const environments = asked?.declaration.environments ?? [];
  const question = asked && {
    ...asked,
    compare: comparable(environments, compare),
  };
  const text = JSON.stringify(asked?.declaration ?? null);
  const problems = useMemo(
    () => declarationProblems(JSON.parse(text) ?? undefined),
    [text],
  );
  const request = useLatest(
    question,
    useCallback(
      (next: PreviewRequest, signal: AbortSignal) =>
        api.preview(next, { signal }),
      [api],
    ),
    TYPING_MS,
  );
  if (!question) {
    return (
      <p className={styles.quiet}>
        Say what serves the model, and its files show up here.
      </p>
    );
  }
  return (
    <RequestOutcome request={request} title="There is no preview" height={320}>
      {preview => (
        <div className={styles.root}>
          <p role="status" className={styles.quiet}>
            {summaryOf(preview, problems)}
            {request.isPending && ' Looking again …'}
          </p>
          <ProblemNotes
            problems={problems.length > 0 ? problems : preview.problems}
            titleOf={field => titleOfField(field, environments)}
            onJump={({ field }) => jumpToField(field)}
            canJump={({ field }) => canJumpTo(field)}
          />
          <ServingNotes notes={groupNotes(preview.notes)} />
          {preview.files.length > 0 && (
            <Panels
              preview={preview}
              environments={environments}
              compare={question.compare}
              isStale={request.isPending || problems.length > 0}
              onCompare={setCompare}
            />
          )}
        </div>
      )}
    </RequestOutcome>
  );
}

function Panels(props: {
  preview: Preview;
  environments: readonly DeclaredEnvironment[];
  compare: PreviewRequest['compare'];
  isStale: boolean;
  onCompare: (compare: PreviewRequest['compare']) => void;
}) {
  const { preview, environments, compare, isStale, onCompare } = props;
  return (
    <div className={styles.panels} data-stale={isStale || undefined}>
      <Tabs>
        <TabList>
          <Tab id="files">Files</Tab>
          <Tab id="objects">In the cluster</Tab>
          <Tab id="compare" isDisabled={environments.length < 2}>
            Differences
          </Tab>
        </TabList>
        <TabPanel id="files">
          <FilesPanel files={preview.files} />
        </TabPanel>
        <TabPanel id="objects">
          <ObjectsPanel environments={preview.environments} />
        </TabPanel>
        <TabPanel id="compare">
          {compare && (
            <ComparePanel
              environments={environments.map(({ name }) => name)}
              compare={compare}
              differences={preview.differences ?? []}
              onCompare={onCompare}
            />
          )}
        </TabPanel>
      </Tabs>
    </div>
  );
}

/** The chosen pair, or the first and the last, as far as both are declared. */
function comparable(
  environments: readonly DeclaredEnvironment[],
  chosen: PreviewRequest['compare'],
): PreviewRequest['compare'] {
  const names = environments.map(({ name }) => name);
  if (chosen && names.includes(chosen.from) && names.includes(chosen.to)) {
    return chosen;
  }
  return names.length > 1
    ? { from: names[0], to: names[names.length - 1] }
    : undefined;
}

function summaryOf(
  { files, environments }: Preview,
  problems: readonly DeclarationProblem[],
): string {
  const counted = (count: number, what: string) =>
    `${count} ${what}${count === 1 ? '' : 's'}`;
  if (problems.length > 0) {
    return `${counted(
      problems.length,
      'thing',
    )} to change before it can be written.`;
  }
  return `${counted(files.length, 'file')} for ${counted(
    environments.length,
    'environment',
  )}.`;
}

const TITLES: Readonly<Record<string, string>> = {
  'package.repository': 'Repository',
  'package.version': 'Version',
  'package.digest': 'Digest',
};

/** `environments[2].profile.gpu.count` by the name of the environment. */
function titleOfField(
  field: string,
  environments: readonly DeclaredEnvironment[],
): string {
  const [, index, part = ''] =
    /^environments\[(\d+)\]\.?(?:profile\.)?(.*)$/.exec(field) ?? [];
  const environment = environments[Number(index)];
  return environment
    ? [environment.name, part].filter(Boolean).join(': ')
    : TITLES[field] ?? (field || 'The declaration');
}
