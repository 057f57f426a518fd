import { Alert } from '@backstage/ui';
import type { Problem } from '@waybill/backstage-plugin-waybill-common';
import { Age } from '../Age';
import styles from './ProblemAlerts.module.css';

const SUBJECT: Record<Problem['source'], string> = {
  registry: 'Registry',
  cluster: 'Cluster',
  git: 'Git',
};

const UNCERTAIN: Record<Problem['source'], string> = {
  registry: 'Versions and verdicts below may be missing or old.',
  cluster: 'What runs there is shown as it was last seen.',
  git: 'What is declared is shown as it was last read.',
};

/** What could not be read, and what that makes uncertain. */
export function ProblemAlerts(props: { problems: readonly Problem[] }) {
  if (props.problems.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label="Problems">
      {props.problems.map(problem => (
        <li key={`${problem.source} ${problem.name}`}>
          <Alert
            status="warning"
            icon
            title={`${SUBJECT[problem.source]} ${problem.name} cannot be read`}
            description={
              <span className={styles.text}>
                {problem.message} {UNCERTAIN[problem.source]}
                {problem.lastGoodAt && (
                  <>
                    {' '}
                    Last good answer: <Age at={problem.lastGoodAt} />.
                  </>
                )}
              </span>
            }
          />
        </li>
      ))}
    </ul>
  );
}
