import type {
  AdmissionForecast,
  PolicyForecast,
} from '@waybill/backstage-plugin-waybill-common';
import {
  CONCLUSION_PRESENTATION,
  DRY_RUN_PRESENTATION,
  ENFORCEMENT_WORDS,
  ENGINE_NAMES,
  OUTCOME_PRESENTATION,
} from '../../presentation/admission';
import { toneClass } from '../../presentation/tone';
import { Age } from '../Age';
import { ToneLabel } from '../ToneLabel';
import styles from './TrustDialog.module.css';

/** What a cluster would say of a version, policy by policy. */
export function Forecast({ forecast }: { forecast: AdmissionForecast }) {
  const { conclusion, message, policies, dryRun, asOf } = forecast;
  const looking = policies.filter(
    ({ outcome }) => outcome !== 'does-not-match',
  );
  const others = policies.filter(({ outcome }) => outcome === 'does-not-match');
  const { tone } = CONCLUSION_PRESENTATION[conclusion];
  return (
    <>
      <div className={`${styles.sentence} ${toneClass(tone)}`}>
        <ToneLabel
          {...CONCLUSION_PRESENTATION[conclusion]}
          isBroken={conclusion === 'unknown'}
        />
        <p>{message}</p>
        <span className={styles.line}>
          <Age at={asOf} prefix="Asked " />
        </span>
      </div>
      {(looking.length > 0 || dryRun) && (
        <ul className={styles.policies} aria-label="Policies">
          {looking.map(policy => (
            <PolicyLine key={keyOf(policy)} policy={policy} />
          ))}
          {dryRun && (
            <li className={styles.policy}>
              <ToneLabel {...DRY_RUN_PRESENTATION[dryRun.outcome]} />
              <div>
                <span className={styles.strong}>Dry run by the API server</span>
                <p>{dryRun.message}</p>
              </div>
            </li>
          )}
        </ul>
      )}
      {others.length > 0 && (
        <details className={styles.raw}>
          <summary>
            {others.length === 1
              ? '1 policy does not look at it'
              : `${others.length} policies do not look at it`}
          </summary>
          <ul
            className={styles.policies}
            aria-label="Policies that do not look"
          >
            {others.map(policy => (
              <PolicyLine key={keyOf(policy)} policy={policy} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function PolicyLine({ policy }: { policy: PolicyForecast }) {
  const { engine, kind, name, namespace, enforcement, outcome } = policy;
  return (
    <li className={styles.policy}>
      <ToneLabel
        {...OUTCOME_PRESENTATION[outcome]}
        isBroken={outcome === 'not-evaluated'}
      />
      <div>
        <span className={styles.strong}>
          {kind} {namespace ? `${namespace}/${name}` : name}
        </span>
        <span className={styles.line}>
          {ENGINE_NAMES[engine]} · {ENFORCEMENT_WORDS[enforcement]}
        </span>
        <p>{policy.message}</p>
      </div>
    </li>
  );
}

function keyOf({ engine, kind, namespace, name }: PolicyForecast): string {
  return [engine, kind, namespace, name].join(' ');
}
