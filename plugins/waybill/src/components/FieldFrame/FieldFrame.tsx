import { useEffect, useId, useRef, type ReactNode } from 'react';
import { registerField } from '../../forms/jumpToField';
import { inkClass } from '../../presentation/ink';
import styles from './FieldFrame.module.css';

/** What the fields of a form have in common: a name for the group, what it is about, and what is wrong with it. */
export function FieldFrame(props: {
  title: string;
  description?: string;
  isRequired?: boolean;
  errors?: readonly string[];
  /** Part of the declaration that is asked for; problems with it lead here. */
  part?: string;
  /** Called with the field that somebody wants to see. */
  onJump?: (field: string) => void;
  children: ReactNode;
}) {
  const { title, description, isRequired, errors = [], children } = props;
  const id = useId();
  const rootRef = useJumpTarget(props.part, props.onJump);
  return (
    <div
      ref={rootRef}
      tabIndex={-1}
      role="group"
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-about` : undefined}
      className={`${styles.root} ${inkClass}`}
    >
      <div>
        <div id={`${id}-title`} className={styles.title}>
          {title}
          {isRequired && <span className={styles.required}> (Required)</span>}
        </div>
        {description && (
          <p id={`${id}-about`} className={styles.quiet}>
            {description}
          </p>
        )}
      </div>
      {children}
      {errors.length > 0 && (
        <ul className={styles.errors} role="alert">
          {[...new Set(errors)].map(error => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function useJumpTarget(part?: string, onJump?: (field: string) => void) {
  const rootRef = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      part === undefined
        ? undefined
        : registerField(part, field => {
            onJump?.(field);
            rootRef.current?.scrollIntoView?.({ block: 'start' });
            rootRef.current?.focus({ preventScroll: true });
          }),
    [part, onJump],
  );
  return rootRef;
}
