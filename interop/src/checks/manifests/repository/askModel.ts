import path from 'node:path';
import { findFreePorts, ManagedProcess } from '../../../processes';
import { expect, expectEqual } from '../../check';
import type { GeneratedRepository } from './GeneratedRepository';
import type { RepositoryRun } from './RepositoryRun';

/** Requests by variant, what the model says, and what it refuses. */
const QUESTIONS: Readonly<
  Record<
    string,
    {
      path(name: string): string;
      readonly body: object;
      readonly bad: object;
      check(answer: Record<string, unknown>): void;
    }
  >
> = {
  sklearn: {
    path: name => `/v1/models/${name}:predict`,
    body: {
      instances: [
        [5.1, 3.5, 1.4, 0.2],
        [6.7, 3.0, 5.2, 2.3],
      ],
    },
    bad: { instances: [[1, 2]] },
    check: answer =>
      expectEqual(
        answer.predictions,
        ['setosa', 'virginica'],
        'the predictions',
      ),
  },
  onnx: {
    path: name => `/v2/models/${name}/infer`,
    body: {
      inputs: [
        {
          name: 'pixels',
          shape: [1, 64],
          datatype: 'FP32',
          // A zero: a ring.
          data: [
            [0, 0, 5, 13, 9, 1, 0, 0],
            [0, 0, 13, 15, 10, 15, 5, 0],
            [0, 3, 15, 2, 0, 11, 8, 0],
            [0, 4, 12, 0, 0, 8, 8, 0],
            [0, 5, 8, 0, 0, 9, 8, 0],
            [0, 4, 11, 0, 1, 12, 7, 0],
            [0, 2, 14, 5, 10, 12, 0, 0],
            [0, 0, 6, 13, 10, 0, 0, 0],
          ].flat(),
        },
      ],
    },
    bad: {
      inputs: [
        { name: 'pixels', shape: [1, 2], datatype: 'FP32', data: [1, 2] },
      ],
    },
    check: answer => {
      const [label] = answer.outputs as { name: string; data: number[] }[];
      expectEqual(label.name, 'label', 'the first output');
      expectEqual(label.data, [0], 'the digit');
    },
  },
};

/** Serves what was unpacked as the image would, and asks it. */
export async function askModel(options: {
  readonly run: RepositoryRun;
  readonly repository: GeneratedRepository;
  readonly python: string;
  readonly modelPath: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { run, repository, python, modelPath, signal } = options;
  const { name, folder, variant } = repository;
  const { port } = await findFreePorts(['port']);
  const url = `http://127.0.0.1:${port}`;
  const server = run.keep(
    await ManagedProcess.start(
      {
        name: `server-${variant}`,
        file: python,
        args: [
          ...['-B', '-m', 'uvicorn', '--app-dir', path.join(folder, 'code')],
          ...['inference:app', '--host', '127.0.0.1', '--port', `${port}`],
        ],
        env: { MODEL_PATH: modelPath },
        health: { type: 'http', url: `${url}/healthz/ready` },
        deadlineMs: 120_000,
      },
      path.join(run.folder, `serving-${variant}`),
    ),
  );
  try {
    await server.untilHealthy(signal);
    const question = QUESTIONS[variant];
    const ask = (body: object) =>
      fetch(`${url}${question.path(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      });
    const answer = await ask(question.body);
    expectEqual(answer.status, 200, 'status of a prediction');
    question.check((await answer.json()) as Record<string, unknown>);
    expectEqual((await ask(question.bad)).status, 400, 'status of bad input');
    const metrics = await (await fetch(`${url}/metrics`, { signal })).text();
    expect(
      metrics.includes(`model_ready{model="${name}"} 1.0`),
      'The metrics do not say that the model is ready',
    );
  } finally {
    await server.stop();
  }
}
