import { TextField, ToggleButton } from '@backstage/ui';
import {
  proposeVersions,
  type ProposedVersions,
} from '@waybill/backstage-plugin-waybill-common';
import { useProposal } from '../../forms/useProposal';
import { useRepositoryTags } from '../../hooks/useRepositoryTags';
import { inkClass } from '../../presentation/ink';
import { complainOfVersion } from './complainOfVersion';
import { useVersionRepository } from './useVersionRepository';
import type { VersionFieldProps } from './versionSchema';
import styles from './VersionField.module.css';

const STEPS = [
  { part: 'patch', title: 'Patch', about: 'the same model, mended' },
  { part: 'minor', title: 'Minor', about: 'better, and used the same way' },
  { part: 'major', title: 'Major', about: 'used in another way' },
] as const;

/** Asks for a version: proposes the next ones, and refuses those that are taken. */
export function VersionField(props: VersionFieldProps) {
  const { formData = '', onChange, required, schema, uiSchema } = props;
  const { propose = 'patch' } = uiSchema?.['ui:options'] ?? {};
  const repository = useVersionRepository(props);
  const { value: known } = useRepositoryTags(repository);
  const proposals = known && proposeVersions(known.tags);
  useProposal(proposals?.[propose], formData, onChange);
  return (
    <div className={`${styles.root} ${inkClass}`}>
      <TextField
        label={schema.title ?? 'Version'}
        description={
          schema.description ??
          'A semantic version. A version that was pushed is never overwritten.'
        }
        isRequired={required}
        value={formData}
        onChange={next => onChange(next.trim() || undefined)}
        validationBehavior="aria"
        validate={() =>
          formData === '' ? null : complainOfVersion(formData, known?.tags)
        }
      />
      {proposals?.newest && (
        <Proposals
          proposals={proposals}
          chosen={formData}
          onChoose={onChange}
        />
      )}
      <p role="status" className={styles.note}>
        {known && noteOn(known.tags, known.total)}
      </p>
    </div>
  );
}

function Proposals(props: {
  proposals: ProposedVersions;
  chosen: string;
  onChoose: (version: string) => void;
}) {
  const { proposals, chosen, onChoose } = props;
  return (
    <div className={styles.proposals} role="group" aria-label="Next versions">
      {STEPS.map(({ part, title, about }) => (
        <ToggleButton
          key={part}
          size="small"
          className={styles.proposal}
          isSelected={chosen === proposals[part]}
          onChange={() => onChoose(proposals[part])}
          aria-label={`${title} ${proposals[part]}: ${about}`}
        >
          <span className={styles.part}>{title}</span> {proposals[part]}
        </ToggleButton>
      ))}
    </div>
  );
}

const MAX_NAMED = 4;

function noteOn(tags: readonly string[], total: number): string {
  if (total === 0) {
    return 'There is no version yet.';
  }
  const named = tags.slice(0, MAX_NAMED).join(', ');
  return total > MAX_NAMED
    ? `There are ${total} versions, the newest of them ${named}.`
    : `There ${total === 1 ? 'is' : 'are'} ${named}.`;
}
