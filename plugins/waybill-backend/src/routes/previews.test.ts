import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Preview } from '@waybill/backstage-plugin-waybill-common';
import request from 'supertest';
import { aDeclaration } from '../__testUtils__/declarations';
import { DIGEST, REPOSITORY } from '../__testUtils__/goldenObjects';
import { startWaybill } from '../__testUtils__/startWaybill';

const { package: pinned, serving } = aDeclaration();

const aModelKit = () =>
  aDeclaration({
    package: { ...pinned, format: 'modelkit' },
    serving: { ...serving, storage: { scheme: 'kit' } } as typeof serving,
  });

const PREVIEWS = '/api/waybill/previews';

describe('routes of previews', () => {
  let waybill: Awaited<ReturnType<typeof startWaybill>>;
  afterEach(() => waybill.stop());

  const start = async (features: Parameters<typeof startWaybill>[0] = []) => {
    waybill = await startWaybill(features);
    return waybill.server;
  };

  const preview = async (body: object) => {
    const answer = await request(await start())
      .post(PREVIEWS)
      .send(body);
    return { status: answer.status, body: answer.body as Preview };
  };

  it('gives the files, the objects and what two environments get differently', async () => {
    const { status, body } = await preview({
      declaration: aDeclaration(),
      compare: { from: 'dev', to: 'production' },
    });

    expect(status).toBe(200);
    expect(body.problems).toEqual([]);
    const paths = body.files.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toContain('deploy/base/inference-service.yaml');
    expect(body.environments.map(({ name }) => name)).toEqual([
      'dev',
      'staging',
      'production',
    ]);
    expect(body.environments[0].objects[0]).toMatchObject({
      kind: 'InferenceService',
      name: 'iris',
      yaml: expect.stringContaining('namespace: models-dev'),
    });
    expect(body.differences).toContainEqual({
      object: 'InferenceService/iris',
      path: 'spec.predictor.minReplicas',
      from: 1,
      to: 3,
    });
  });

  it('gives the whole repository of a variant, with its pipelines', async () => {
    const { status, body } = await preview({
      declaration: aModelKit(),
      repository: {
        variant: 'sklearn',
        ci: ['github', 'tekton'],
        owner: 'group:default/ml-team',
      },
    });
    expect([status, body.problems]).toEqual([200, []]);
    expect(body.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'Kitfile',
        'catalog-info.yaml',
        'code/train.py',
        'deploy/base/kustomization.yaml',
      ]),
    );
  });

  it('tells what builders refuse as a problem at its field', async () => {
    const { status, body } = await preview({
      declaration: aDeclaration(),
      repository: { ci: ['github'], owner: 'group:default/ml-team' },
    });
    expect(status).toBe(200);
    expect(body.problems).toMatchObject([{ code: 'CONFLICT', field: 'ci' }]);
  });

  it('gives no files but the problems, at their fields', async () => {
    const { status, body } = await preview({
      declaration: aDeclaration({ name: 'No Name', environments: [] }),
    });
    expect(status).toBe(200);
    expect(body.files).toEqual([]);
    expect(body.problems.map(({ field }) => field)).toContain('environments');
  });

  it('says what there is to say of serving', async () => {
    const { body } = await preview({ declaration: aModelKit() });
    // dev's configuration says that a container for kit:// is there.
    expect(body.notes.map(({ environment }) => environment)).not.toContain(
      'dev',
    );
  });

  it.each([
    ['nothing', {}, "'declaration': Invalid input"],
    ['no object', { declaration: 'iris' }, 'Invalid input'],
    [
      'a field that nobody knows',
      { declaration: { ...aDeclaration(), secret: 'x' } },
      'secret',
    ],
    [
      'a profile of another type',
      {
        declaration: aDeclaration({
          environments: [
            { name: 'dev', namespace: 'x', profile: { gpu: 'many' as never } },
          ],
        }),
      },
      'environments[0].profile.gpu',
    ],
    [
      'a CI that nobody knows',
      { declaration: aDeclaration(), repository: { ci: ['jenkins'] } },
      'repository.ci.0',
    ],
  ])('refuses %s', async (_, body, message) => {
    const answer = await preview(body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(message);
  });

  it('reads no longer body than a form can send', async () => {
    const { status } = await preview({
      declaration: aDeclaration(),
      repository: { modelCard: 'x'.repeat(300 * 1024) },
    });
    expect(status).toBe(413);
  });

  it('previews nothing for who may not, whatever was sent', async () => {
    const server = await start([
      mockServices.permissions.mock({
        authorize: async () => [{ result: AuthorizeResult.DENY }],
      }).factory,
    ]);
    const answer = await request(server).post(PREVIEWS).send('not even JSON');
    expect([answer.status, answer.body.error.message]).toEqual([
      403,
      expect.stringContaining('waybill.preview.create'),
    ]);
  });

  it('tells the auditor whose repository was read, also where it was not', async () => {
    const auditor = mockServices.auditor.mock();
    const fail = jest.fn();
    auditor.createEvent.mockResolvedValue({ success: jest.fn(), fail });
    const server = await start([auditor.factory]);
    const answer = await request(server)
      .post(`${PREVIEWS}/edits`)
      .send({
        gitUrl: 'https://git.example.com/ml/iris',
        environments: ['dev'],
        repository: REPOSITORY,
        version: '1.1.0',
        digest: DIGEST,
      });
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      expect.stringContaining('git.example.com'),
    ]);
    expect(auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({
        eventId: 'repository-preview',
        meta: { gitUrl: 'https://git.example.com/ml/iris' },
      }),
    );
    expect(fail).toHaveBeenCalledTimes(1);
  });
});
