import { RiFileTextLine, RiFolderLine } from '@remixicon/react';
import { useState, type ReactNode } from 'react';
import { fileTree, type TreeNode } from '../../forms/fileTree';
import styles from './Documents.module.css';

/** Something to read that has a path. */
export interface PathDocument {
  readonly path: string;
  /** Said behind the name: `+2 −1`. */
  readonly mark?: string;
}

/** Documents as a tree, and the one that was chosen beside it. */
export function Documents<T extends PathDocument>(props: {
  label: string;
  documents: readonly T[];
  children: (document: T) => ReactNode;
}) {
  const { label, documents, children } = props;
  const [path, setPath] = useState<string>();
  const shown =
    documents.find(document => document.path === path) ?? documents[0];
  if (!shown) {
    return null;
  }
  return (
    <div className={styles.root}>
      <nav aria-label={label} className={styles.tree}>
        <Nodes
          nodes={fileTree(documents)}
          shown={shown.path}
          onShow={setPath}
        />
      </nav>
      <div className={styles.content}>
        <h4 className={styles.path}>{shown.path}</h4>
        {children(shown)}
      </div>
    </div>
  );
}

function Nodes<T extends PathDocument>(props: {
  nodes: readonly TreeNode<T>[];
  shown: string;
  onShow: (path: string) => void;
}) {
  const { nodes, shown, onShow } = props;
  return (
    <ul>
      {nodes.map(node => (
        <li key={node.path}>
          {node.kind === 'folder' ? (
            <>
              <span className={styles.folder}>
                <RiFolderLine aria-hidden="true" />
                {node.name}
              </span>
              <Nodes nodes={node.children} shown={shown} onShow={onShow} />
            </>
          ) : (
            <button
              type="button"
              className={styles.file}
              aria-current={node.path === shown || undefined}
              aria-label={node.path}
              onClick={() => onShow(node.path)}
            >
              <RiFileTextLine aria-hidden="true" />
              <span>{node.name}</span>
              {node.document.mark && (
                <span className={styles.mark}>{node.document.mark}</span>
              )}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
