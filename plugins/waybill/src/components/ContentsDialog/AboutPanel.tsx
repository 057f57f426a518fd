import type { VersionContents } from '@waybill/backstage-plugin-waybill-common';
import type { ReactNode } from 'react';
import { formatBytes } from '../../presentation/formatBytes';
import { formatCount } from '../../presentation/formatCount';
import { groupNotes } from '../../presentation/serving';
import { Digest } from '../Digest';
import { ServingNotes } from '../ServingNotes';
import styles from './ContentsDialog.module.css';

/** What a package says of itself, and where it can be served. */
export function AboutPanel(props: {
  contents: VersionContents;
  titleOf: (environment: string) => string;
}) {
  const { contents, titleOf } = props;
  const { licenses, parameterCount, parameters, baseImage, weights } = contents;
  const notes = groupNotes(contents.serving, titleOf);
  return (
    <div className={styles.panel}>
      <dl className={styles.facts}>
        <Fact name="Format">{contents.format}</Fact>
        <Fact name="Size">
          {formatBytes(contents.sizeBytes)} in {contents.fileCount}{' '}
          {contents.fileCount === 1 ? 'file' : 'files'}
        </Fact>
        <Fact name="Digest">
          <Digest digest={contents.digest} />
        </Fact>
        <Fact name="License">
          {licenses.length > 0 ? licenses.join(', ') : 'Not stated'}
        </Fact>
        {parameterCount !== undefined && (
          <Fact name="Weights">
            {formatCount(parameterCount)} parameters
            {typesOf(weights).length > 0 && ` (${typesOf(weights).join(', ')})`}
          </Fact>
        )}
        {baseImage && (
          <Fact name="Base image">
            <code className={styles.wrap}>{baseImage}</code>
          </Fact>
        )}
        {notes.length > 0 && (
          <Fact name="Serving">
            <ServingNotes notes={notes} />
          </Fact>
        )}
      </dl>
      {parameters && (
        <>
          <h3 className={styles.heading}>Parameters</h3>
          <pre className={styles.code}>{parameters}</pre>
        </>
      )}
    </div>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function typesOf(weights: VersionContents['weights']): string[] {
  return [...new Set(weights.flatMap(({ types }) => types ?? []))].slice(0, 6);
}
