import { Checkbox, VisuallyHidden } from '@backstage/ui';
import { RiErrorWarningLine } from '@remixicon/react';
import {
  matrixRows,
  type EnvironmentColumn,
} from '../../forms/environmentColumns';
import { toneClass } from '../../presentation/tone';
import styles from './EnvironmentsField.module.css';

/** The environments side by side; what they differ in stands out. */
export function EnvironmentMatrix(props: {
  columns: readonly EnvironmentColumn[];
  hasProblem: (column: EnvironmentColumn) => boolean;
  onToggle: (column: EnvironmentColumn, isDeclared: boolean) => void;
}) {
  const { columns, hasProblem, onToggle } = props;
  return (
    <table
      className={styles.matrix}
      aria-label="Environments side by side"
      style={{ '--columns': columns.length } as React.CSSProperties}
    >
      <thead>
        <tr>
          <td className={styles.corner} />
          {columns.map(column => (
            <th key={column.name} scope="col">
              <Checkbox
                isSelected={column.index !== undefined}
                onChange={isDeclared => onToggle(column, isDeclared)}
              >
                {column.title}
              </Checkbox>
              <span className={styles.place}>{column.place}</span>
              {hasProblem(column) && (
                <span className={`${styles.flaw} ${toneClass('negative')}`}>
                  <RiErrorWarningLine aria-hidden="true" /> has to change
                </span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrixRows(columns).map(({ id, title, words, isDifferent }) => (
          <tr key={id} data-different={isDifferent || undefined}>
            <th scope="row">
              {title}
              {isDifferent && <VisuallyHidden> (differs)</VisuallyHidden>}
            </th>
            {columns.map(({ name }, index) => (
              <td key={name}>
                {words[index] ?? <span className={styles.quiet}>–</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
