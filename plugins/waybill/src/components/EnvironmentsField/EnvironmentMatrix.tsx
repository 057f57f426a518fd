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
    // On a phone the rows are laid out as grids, which takes their roles away in some browsers: they are said here.
    <table
      role="table"
      className={styles.matrix}
      aria-label="Environments side by side"
      style={{ '--columns': columns.length } as React.CSSProperties}
    >
      <thead role="rowgroup">
        <tr role="row">
          <td role="cell" className={styles.corner} />
          {columns.map(column => (
            <th key={column.name} role="columnheader" scope="col">
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
      <tbody role="rowgroup">
        {matrixRows(columns).map(({ id, title, words, isDifferent }) => (
          <tr key={id} role="row" data-different={isDifferent || undefined}>
            <th role="rowheader" scope="row">
              {title}
              {isDifferent && <VisuallyHidden> (differs)</VisuallyHidden>}
            </th>
            {columns.map(({ name }, index) => (
              <td key={name} role="cell">
                {words[index] ?? <span className={styles.quiet}>–</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
