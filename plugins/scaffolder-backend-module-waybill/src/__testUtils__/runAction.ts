import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import Ajv from 'ajv';

export interface ActionRun {
  readonly output: Record<string, any>;
  readonly log: string[];
  readonly checkpoints: string[];
}

/** Runs an action as the scaffolder does: the input is held against the schema, and so is the output. */
export async function runAction(
  action: TemplateAction<any, any, any>,
  input: JsonObject,
  options: {
    readonly workspacePath: string;
    readonly isDryRun?: boolean;
    readonly signal?: AbortSignal;
    /** What the scaffolder tells of the task. */
    readonly task?: {
      readonly id: string;
      readonly templateRef: string;
      readonly userRef: string;
      readonly secrets: Readonly<Record<string, string>>;
    };
  },
): Promise<ActionRun> {
  expectSchema(`input of ${action.id}`, action.schema?.input, input);
  const run: ActionRun = { output: {}, log: [], checkpoints: [] };
  const context = createMockActionContext({
    input,
    workspacePath: options.workspacePath,
  });
  const { task } = options;
  await action.handler({
    ...context,
    ...(task && {
      task: { id: task.id },
      templateInfo: { entityRef: task.templateRef },
      user: { ref: task.userRef },
      secrets: task.secrets,
    }),
    logger: {
      ...context.logger,
      info: (line: string) => run.log.push(line),
      child: () => context.logger,
    } as never,
    isDryRun: options.isDryRun,
    signal: options.signal,
    checkpoint: async ({ key, fn }) => {
      run.checkpoints.push(key);
      // The scaffolder keeps what a checkpoint gives as JSON.
      return JSON.parse(JSON.stringify(await fn()));
    },
    output: (name: PropertyKey, value: unknown) => {
      run.output[String(name)] = value;
    },
  });
  expectSchema(`output of ${action.id}`, action.schema?.output, run.output);
  return run;
}

function expectSchema(what: string, schema: object | undefined, value: object) {
  if (!schema) throw new Error(`There is no schema for the ${what}`);
  const { $schema, ...plain } = schema as { $schema?: string };
  const check = new Ajv({ strict: false }).compile(plain);
  if (!check(value)) {
    throw new Error(
      `The ${what} is not as declared: ${JSON.stringify(check.errors)}`,
    );
  }
}
