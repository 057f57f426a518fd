// `yarn bench:page`: from a change in a cluster to the open page, over 50 changes.
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { createRequire } from 'node:module';
import process from 'node:process';
import { findBrowser } from '../portal/browser.mjs';
import { withPortal } from '../portal/withPortal.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('@playwright/test');
const { parse } = require('yaml');
const CHANGES = 50;

await withPortal(async ({ portalUrl, sandbox }) => {
  const cluster = await connect(sandbox.kubeconfigFile, 'dev');
  const browser = await chromium.launch({
    executablePath: findBrowser({ log: console.log }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ baseURL: portalUrl });
    const shipped = await shipExample(page, sandbox.git);
    console.log(`from submit to running: ${(shipped / 1000).toFixed(1)} s`);
    const times = [];
    for (let i = 0; i < CHANGES; i++) {
      const isReady = i % 2 === 1;
      const shown = watchFor(
        page,
        isReady ? /^Running\s*Current/ : /^Running(?!\s*Current)/,
      );
      await setPodReady(cluster, isReady);
      const changedAt = performance.now();
      await shown;
      times.push(performance.now() - changedAt);
    }
    report(times);
  } finally {
    await browser.close();
  }
});

async function shipExample(page, git) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('link', { name: 'Create' }).first().waitFor();
  const formData = {
    source: `${git}/waybill/examples/src/branch/main/models/iris`,
    name: 'iris',
    owner: 'group:default/ml-team',
  };
  await page.goto(
    `/create/templates/default/ship-a-model?formData=${encodeURIComponent(
      JSON.stringify(formData),
    )}`,
  );
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const submittedAt = performance.now();
  await page.getByRole('link', { name: 'Open the model' }).first().waitFor();
  for (;;) {
    await page.goto('/catalog/default/resource/iris/waybill');
    const found = await hop(page, /^Running/)
      .waitFor({ timeout: 3_000 })
      .then(
        () => true,
        () => false,
      );
    if (found) break;
  }
  await hop(page, /^Running\s*Current/).waitFor({ timeout: 60_000 });
  return performance.now() - submittedAt;
}

function hop(page, name) {
  return page
    .getByRole('list', { name: 'Waybill of Development' })
    .getByRole('button', { name });
}

function watchFor(page, name) {
  return hop(page, name).waitFor({ timeout: 60_000 });
}

/** Says of the model's pod what a kubelet says when its readiness probe changes its mind. */
async function setPodReady(cluster, isReady) {
  const { items } = await cluster.request(
    'GET',
    '/api/v1/namespaces/models/pods?labelSelector=serving.kserve.io/inferenceservice=iris',
  );
  const pod = items[0];
  const status = isReady ? 'True' : 'False';
  const conditions = pod.status.conditions.map(condition =>
    ['Ready', 'ContainersReady'].includes(condition.type)
      ? { ...condition, status, lastTransitionTime: new Date().toISOString() }
      : condition,
  );
  await cluster.request(
    'PATCH',
    `/api/v1/namespaces/models/pods/${pod.metadata.name}/status`,
    { status: { conditions } },
  );
}

async function connect(kubeconfigFile, name) {
  const kubeconfig = parse(await readFile(kubeconfigFile, 'utf8'));
  const { cluster } = kubeconfig.clusters.find(entry => entry.name === name);
  const { user } = kubeconfig.users.find(entry => entry.name === name);
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  return {
    request: (method, path, body) =>
      new Promise((resolve, reject) => {
        const request = https.request(
          `${cluster.server}${path}`,
          {
            method,
            ca,
            headers: {
              authorization: `Bearer ${user.token}`,
              'content-type': 'application/merge-patch+json',
            },
          },
          response => {
            let text = '';
            response.setEncoding('utf8').on('data', chunk => {
              text += chunk;
            });
            response.on('end', () =>
              response.statusCode < 300
                ? resolve(JSON.parse(text))
                : reject(
                    new Error(
                      `${method} ${path}: ${response.statusCode} ${text}`,
                    ),
                  ),
            );
          },
        );
        request.on('error', reject);
        request.end(body ? JSON.stringify(body) : undefined);
      }),
  };
}

function report(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = share =>
    Math.round(
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))],
    );
  console.log(
    `cluster change to open page, ${times.length} changes: min ${at(
      0,
    )} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`,
  );
  if (times.length !== CHANGES) process.exitCode = 1;
}
