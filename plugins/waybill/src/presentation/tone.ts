import styles from './tones.module.css';

/** The few colours that the pages use to say how something stands. */
export type Tone = 'positive' | 'progress' | 'warning' | 'negative' | 'neutral';

/**
 * Class that sets `--waybill-tone-fg`, `--waybill-tone-bg` and `--waybill-tone-line` for an element and what it holds.
 * Nothing else in the plugin turns a status into a colour.
 */
export function toneClass(tone: Tone): string {
  return styles[tone];
}
