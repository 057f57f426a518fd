// The direction of dependencies, as lint: common ← node ← backend, modules; common ← frontend. The sandbox is a test
// double: only tests, the interop suite and scripts may import it. Used by each package's .eslintrc.js.
const { builtinModules } = require('node:module');

const S = '@waybill/backstage-plugin-';
const PACKAGES = {
  common: `${S}waybill-common`,
  node: `${S}waybill-node`,
  backend: `${S}waybill-backend`,
  frontend: `${S}waybill`,
  catalogModule: `${S}catalog-backend-module-waybill`,
  scaffolderModule: `${S}scaffolder-backend-module-waybill`,
  sandbox: '@waybill/sandbox',
  interop: '@waybill/interop',
  bench: '@waybill/bench',
  cli: '@waybill/cli',
};

const MAY_IMPORT = {
  common: [],
  node: ['common'],
  backend: ['common', 'node'],
  catalogModule: ['common', 'node'],
  scaffolderModule: ['common', 'node'],
  frontend: ['common'],
  cli: ['common', 'node'],
  sandbox: ['common'],
  app: ['common', 'frontend'],
  portalBackend: ['backend', 'catalogModule', 'scaffolderModule'],
  interop: Object.keys(PACKAGES),
  bench: ['interop', 'common', 'node'],
};

const FRONTEND_ONLY = [
  'react',
  'react-dom',
  'react-router-dom',
  '@backstage/ui',
  '@backstage/frontend-plugin-api',
];

// What would make the core impure: the rules take `now` and data, and reach for nothing.
const PURE = {
  restrictedSrcImports: [
    ...builtinModules.flatMap(name => [name, `node:${name}`]),
    ...FRONTEND_ONLY,
    'express',
    'undici',
  ].map(name => ({ name, message: 'waybill-common is pure and isomorphic.' })),
  restrictedSrcSyntax: [
    {
      selector:
        "CallExpression[callee.object.name='Date'][callee.property.name='now']",
      message: 'The core reads no clock: take `now` as an argument.',
    },
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'The core reads no clock: take `now` as an argument.',
    },
    {
      selector:
        "CallExpression[callee.object.name='Math'][callee.property.name='random']",
      message: 'The core is deterministic.',
    },
  ],
  rules: {
    'no-restricted-globals': [
      'error',
      'fetch',
      'process',
      'Buffer',
      'window',
      'document',
      'setTimeout',
      'setInterval',
      '__dirname',
    ],
  },
};

/**
 * @param {keyof MAY_IMPORT} name
 * @returns extra configuration for `@backstage/cli/config/eslint-factory`
 */
module.exports = function layer(name) {
  const allowed = MAY_IMPORT[name].map(other => PACKAGES[other]);
  const forbidden = Object.values(PACKAGES).filter(
    other => !allowed.includes(other),
  );
  return {
    ...(name === 'common' ? PURE : {}),
    // Tests of the core hold pages of the documentation to it, and read files for that.
    ...(name === 'common' && { testRules: { 'no-restricted-globals': 'off' } }),
    restrictedImportPatterns: forbidden.flatMap(other => [other, `${other}/*`]),
  };
};
