import { Link } from '@backstage/ui';
import type { ProvenanceView } from '../../presentation/predicates';
import { safeHref } from '../../presentation/safeHref';
import { Age } from '../Age';
import { Fact, Facts } from './Facts';
import { FactTable } from './FactTable';
import styles from './TrustDialog.module.css';

/** Who made the package, of what, and what was asked for. */
export function Provenance(props: {
  view: ProvenanceView;
  isTrusted: boolean;
}) {
  const { view, isTrusted } = props;
  const { builder, buildType, invocation, startedOn, finishedOn } = view;
  return (
    <>
      <Facts>
        <Fact name="Builder">
          <Address text={builder} isTrusted={isTrusted} />
        </Fact>
        <Fact name="Kind of build">{buildType ?? 'Not stated'}</Fact>
        {invocation && (
          <Fact name="Run">
            <Address text={invocation} isTrusted={isTrusted} />
          </Fact>
        )}
        {(finishedOn ?? startedOn) && (
          <Fact name="Built">
            <Age at={finishedOn ?? startedOn} />
          </Fact>
        )}
      </Facts>
      <h4 className={styles.subheading}>Materials ({view.materialCount})</h4>
      {view.materials.length === 0 ? (
        <p className={styles.quiet}>It names none.</p>
      ) : (
        <ul className={styles.materials}>
          {view.materials.map(({ uri, digests }, index) => (
            <li key={index}>
              <code>{uri}</code>
              {digests.map(digest => (
                <code key={digest} className={styles.line}>
                  {digest}
                </code>
              ))}
            </li>
          ))}
        </ul>
      )}
      <h4 className={styles.subheading}>Parameters</h4>
      <FactTable facts={view.parameters} label="Parameters" />
    </>
  );
}

/** What nobody we trust has signed leads nowhere. */
function Address(props: { text: string | undefined; isTrusted: boolean }) {
  const { text, isTrusted } = props;
  const href = isTrusted ? safeHref(text) : undefined;
  if (href) {
    return (
      <Link href={href} target="_blank" variant="body-medium">
        {text}
      </Link>
    );
  }
  return <>{text ?? 'Not stated'}</>;
}
