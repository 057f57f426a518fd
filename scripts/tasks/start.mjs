// `npm start`: the sandbox, and the portal that looks at it.
import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import {
  startDevelopmentPortal,
  writePortalConfig,
} from '../portal/portal.mjs';
import { defaultStateDir, startSandboxProcess } from '../portal/sandbox.mjs';

const PORT = 7007;
const APP_PORT = 3000;

process.on('uncaughtException', error => {
  console.error(`\n${error.message}`);
  process.exit(1);
});

const stateDir = defaultStateDir;
const sandbox = await startSandboxProcess({
  stateDir,
  onLine: line => console.log(`[sandbox] ${line}`),
});

const portalConfig = path.join(stateDir, 'app-config.portal.yaml');
await writePortalConfig(portalConfig, {
  databaseDir: path.join(stateDir, 'portal'),
  port: PORT,
  appPort: APP_PORT,
});
const portal = startDevelopmentPortal([
  path.join(rootDir, 'app-config.yaml'),
  sandbox.appConfigFile,
  portalConfig,
]);

console.log(`
  The portal comes up at http://localhost:${APP_PORT} (sign in as guest, then Create, Ship a model).
  The sandbox is a demonstration: registry ${sandbox.registry}, Git ${sandbox.git},
  clusters: export KUBECONFIG=${sandbox.kubeconfigFile}
  Ctrl-C stops both; what you shipped is there again at the next start (yarn sandbox reset clears it).
`);

let isStopping = false;
async function stop() {
  if (isStopping) return;
  isStopping = true;
  await portal.stop();
  await sandbox.running.stop();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

const first = await Promise.race([
  portal.exited.then(result => ({ ...result, who: portal.label })),
  sandbox.running.exited.then(result => ({
    ...result,
    who: sandbox.running.label,
  })),
]);
if (!isStopping) {
  console.error(
    `${first.who} ended by itself (exit code ${first.code ?? first.signal}).`,
  );
  process.exitCode = 1;
}
await stop();
