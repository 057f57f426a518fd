import type { ProposedChange } from './proposeChange';

interface Output {
  readonly output: {
    (name: 'isChanged', value: boolean): void;
    (name: 'files' | 'notes', value: string[]): void;
    (name: 'diff' | 'commit' | 'pullRequestUrl', value: string): void;
    (name: 'pullRequestNumber', value: number): void;
  };
  readonly logger: { info(line: string): void };
}

/** Gives later steps what is going to change. */
export function outputEdits(
  ctx: Output,
  plan: {
    readonly files: readonly { readonly path: string }[];
    readonly diff: string;
    readonly notes: readonly string[];
  },
): void {
  ctx.output('isChanged', plan.files.length > 0);
  ctx.output(
    'files',
    plan.files.map(({ path }) => path),
  );
  ctx.output('diff', plan.diff);
  ctx.output('notes', [...plan.notes]);
}

/** Gives later steps what became of it. */
export function outputChange(ctx: Output, change: ProposedChange): void {
  const { commit, pullRequest } = change;
  ctx.output('commit', commit);
  ctx.logger.info(
    pullRequest ? `Opened ${pullRequest.url}` : `Committed ${commit}`,
  );
  if (!pullRequest) return;
  ctx.output('pullRequestUrl', pullRequest.url);
  ctx.output('pullRequestNumber', pullRequest.number);
}
