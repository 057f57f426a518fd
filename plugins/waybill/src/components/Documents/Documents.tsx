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

/** A tree of more documents than these begins folded. */
const MANY = 20;

/** Documents as a tree, and the one that was chosen beside it. */
export function Documents<T extends PathDocument>(props: {
  label: string;
  documents: readonly T[];
  /** Path of what is shown first. */
  first?: string;
  children: (document: T) => ReactNode;
}) {
  const { label, documents, first, children } = props;
  const [path, setPath] = useState<string>();
  const find = (wanted?: string) =>
    documents.find(document => document.path === wanted);
  const shown = find(path) ?? find(first) ?? documents[0];
  if (!shown) {
    return null;
  }
  return (
    <div className={styles.root}>
      <nav aria-label={label} className={styles.tree}>
        <Nodes
          nodes={fileTree(documents)}
          isLong={documents.length > MANY}
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
  /** Whether only the folders of what is shown are open at first. */
  isLong: boolean;
  shown: string;
  onShow: (path: string) => void;
}) {
  const { nodes, isLong, shown, onShow } = props;
  return (
    <ul>
      {nodes.map(node => (
        <li key={node.path}>
          {node.kind === 'folder' ? (
            <Folder
              title={node.name}
              count={isLong ? countOf(node) : undefined}
              isOpen={!isLong || shown.startsWith(node.path)}
            >
              <Nodes
                nodes={node.children}
                isLong={isLong}
                shown={shown}
                onShow={onShow}
              />
            </Folder>
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

function Folder(props: {
  title: string;
  count?: number;
  isOpen: boolean;
  children: ReactNode;
}) {
  const { title, count, isOpen, children } = props;
  // Afterwards it is as the reader leaves it.
  const [isOpenAtFirst] = useState(isOpen);
  return (
    <details open={isOpenAtFirst}>
      <summary className={styles.folder}>
        <RiFolderLine aria-hidden="true" />
        {title}
        {count !== undefined && <span className={styles.mark}>{count}</span>}
      </summary>
      {children}
    </details>
  );
}

function countOf<T>(node: TreeNode<T>): number {
  return node.kind === 'document'
    ? 1
    : node.children.reduce((sum, child) => sum + countOf(child), 0);
}
