import { RiAlertLine, RiCheckLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { isRepository, useRepositoryTags } from '../../hooks/useRepositoryTags';
import { toneClass, type Tone } from '../../presentation/tone';
import styles from './RepositoryPickerField.module.css';

const MAX_SHOWN = 8;

/** What is in a repository now, and whether that is what is wanted. */
export function ExistingVersions(props: {
  repository: string;
  purpose: 'new' | 'existing';
}) {
  const { repository, purpose } = props;
  const { value, error, isPending } = useRepositoryTags(repository);
  return (
    <div role="status" className={styles.status}>
      {isRepository(repository) && isPending && (
        <span className={styles.quiet}>Looking …</span>
      )}
      {error && (
        <Remark tone="warning">
          What is there could not be read: {error.message}
        </Remark>
      )}
      {value && (
        <>
          <Verdict purpose={purpose} total={value.total} />
          {value.total > 0 && (
            <ul className={styles.tags} aria-label="Existing versions">
              {value.tags.slice(0, MAX_SHOWN).map(tag => (
                <li key={tag}>{tag}</li>
              ))}
              {value.total > MAX_SHOWN && (
                <li className={styles.more}>
                  and {value.total - MAX_SHOWN} more
                </li>
              )}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

function Verdict(props: { purpose: 'new' | 'existing'; total: number }) {
  const { purpose, total } = props;
  if (purpose === 'new') {
    return total === 0 ? (
      <Remark tone="positive">Nothing is there yet.</Remark>
    ) : (
      <Remark tone="warning">
        The name is taken: there are versions already. Choose another name, or
        make a new version of that model.
      </Remark>
    );
  }
  return total === 0 ? (
    <Remark tone="warning">
      Nothing is there. Look at the registry and the path.
    </Remark>
  ) : (
    <Remark tone="positive">
      {total === 1 ? 'One version is there.' : `${total} versions are there.`}
    </Remark>
  );
}

function Remark({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = tone === 'positive' ? RiCheckLine : RiAlertLine;
  return (
    <p className={`${styles.remark} ${toneClass(tone)}`}>
      <Icon className={styles.icon} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
