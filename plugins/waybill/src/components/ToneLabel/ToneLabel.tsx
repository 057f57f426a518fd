import type { ReactElement } from 'react';
import { toneClass, type Tone } from '../../presentation/tone';
import styles from './ToneLabel.module.css';

/** A pill that says something in words, with an icon and a tone beside. */
export function ToneLabel(props: {
  label: string;
  icon: ReactElement;
  tone: Tone;
  title?: string;
  /** With a broken line around: what it says is not sure. */
  isBroken?: boolean;
}) {
  return (
    <span
      className={`${styles.label} ${toneClass(props.tone)}`}
      data-broken={props.isBroken || undefined}
      title={props.title}
    >
      <span className={styles.icon} aria-hidden="true">
        {props.icon}
      </span>
      {props.label}
    </span>
  );
}
