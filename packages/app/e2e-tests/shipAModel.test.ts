import { expect, test } from '@playwright/test';
import { runSandboxCommand, setting, signIn } from './portal';

const HOPS = [
  'Published',
  'Signed',
  'Declared',
  'Synced',
  'Applied',
  'Ready',
  'Running',
];

/** The main job: one form, and a model that serves, with each hop named; then a pod that breaks on the open page. */
test('a newcomer ships a model and watches it run and break', async ({
  page,
}) => {
  await signIn(page);
  // the picker of owners is Backstage's own, and opens when it likes: a link may fill it in
  const formData = encodeURIComponent(
    JSON.stringify({ owner: 'group:default/ml-team' }),
  );
  await page.goto(
    `/create/templates/default/ship-a-model?formData=${formData}`,
  );

  await page
    .getByRole('textbox', { name: 'URL of the folder' })
    .fill(
      `${setting(
        'WAYBILL_SANDBOX_GIT',
      )}/waybill/examples/src/branch/main/models/iris`,
    );
  await page.getByRole('textbox', { name: /^Name/ }).fill('iris');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radio', { name: 'Development' }).check();
  await page.getByText('Let me choose').click();
  // every file is shown before anything is written
  await page
    .getByRole('button', { name: 'deploy/base/kustomization.yaml' })
    .click();
  await expect(
    page.getByRole('region', { name: 'deploy/base/kustomization.yaml' }),
  ).toContainText('inference-service.yaml');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByRole('link', { name: 'Open the model' }).first().click();
  const tab = page
    .getByRole('main')
    .getByRole('link', { name: 'Waybill', exact: true });
  // the catalog takes in what was registered a moment later
  await expect(async () => {
    await page.reload();
    await expect(tab).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await tab.click();

  const chain = page.getByRole('list', { name: /Development/ });
  for (const hop of HOPS) {
    await expect(
      chain.getByRole('button', { name: new RegExp(`^${hop}\\s*Current`) }),
    ).toBeVisible();
  }
  const running = chain.getByRole('button', { name: /^Running/ });
  await running.click();
  await expect(page.getByText(/sha256:[0-9a-f]{7,}/).first()).toBeVisible();
  await expect(page.getByText('Verified').first()).toBeVisible();

  await runSandboxCommand('break', 'crash:iris', '--cluster', 'dev');
  await expect(
    chain.getByRole('button', { name: /^Running(?!\s*Current)/ }),
  ).toBeVisible();
  await runSandboxCommand('mend', 'crash:iris');
  await expect(
    chain.getByRole('button', { name: /^Running\s*Current/ }),
  ).toBeVisible();
});
