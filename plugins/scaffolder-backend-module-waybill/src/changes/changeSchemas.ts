import type { z as Zod } from 'zod/v3';

type Schema = typeof Zod;

/** Inputs that say which Git repository is read and changed. */
export const gitRepositorySchema = {
  gitUrl: (z: Schema) =>
    z.string({
      description: 'Git repository, as in https://git.example.com/ml/iris',
    }),
  branch: (z: Schema) =>
    z
      .string({
        description:
          'Branch that is read and is to have the change. Default: the default branch',
      })
      .optional(),
  path: (z: Schema) =>
    z
      .string({
        description:
          'Only this folder is read. Needed for repositories with thousands of manifests',
      })
      .optional(),
};

/** Inputs that say how a change is made. */
export const proposalSchema = {
  directCommit: (z: Schema) =>
    z
      .boolean({
        description:
          'Commit to the branch itself instead of opening a pull request. Default: false',
      })
      .optional(),
  headBranch: (z: Schema) =>
    z
      .string({
        description:
          'Branch of the pull request. Default: waybill/ with the name and the version',
      })
      .optional(),
  title: (z: Schema) =>
    z.string({ description: 'Of the commit and the pull request' }).optional(),
};

/** What became of a change. */
export const changeOutputSchema = {
  isChanged: (z: Schema) =>
    z.boolean({
      description: 'false where the repository says all of it already',
    }),
  files: (z: Schema) =>
    z.array(z.string(), { description: 'Paths of the files that change' }),
  diff: (z: Schema) => z.string({ description: 'Unified diff' }),
  notes: (z: Schema) =>
    z.array(z.string(), {
      description: 'What to know before saying yes to the change',
    }),
  commit: (z: Schema) => z.string({ description: 'The commit' }).optional(),
  pullRequestUrl: (z: Schema) =>
    z.string({ description: 'For a browser' }).optional(),
  pullRequestNumber: (z: Schema) =>
    z.number({ description: 'Number of the pull request' }).optional(),
};
