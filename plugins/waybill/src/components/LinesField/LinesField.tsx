import { TextAreaField } from '@backstage/ui';
import styles from './LinesField.module.css';

/** Text of several lines, one thing to a line. */
export function LinesField(props: {
  label: string;
  description: string;
  value: string;
  onChange: (text: string) => void;
  /** What is wrong with it, if anything. */
  complain?: (text: string) => string | undefined;
}) {
  const { complain, ...field } = props;
  return (
    <TextAreaField
      {...field}
      className={styles.root}
      rows={2}
      validationBehavior="aria"
      validate={text => complain?.(text) ?? null}
    />
  );
}
