// Holds the import order of docs/architecture.md: `npm run check:imports`.

const { globSync } = require('node:fs');
const { parseFileSync } = require('@swc/core');

// dependency-cruiser does not see the types `import('...')`, so they are not allowed. Reading the sources here also
// makes a missing parser an error: without one it would look at no file and find nothing wrong.
for (const file of globSync('{client,server}/src/**/*.ts', { cwd: __dirname })) {
  if (
    JSON.stringify(parseFileSync(`${__dirname}/${file}`, { syntax: 'typescript' })).includes('"TsImportType"')
  ) {
    throw new Error(`${file}: write \`import type\` instead of the type \`import('...')\``);
  }
}

/** The folders of server/src: each may import only from itself and from those before it. */
const ORDER = [
  'ports',
  'registry',
  'text',
  'systems',
  'chart',
  'rules',
  'protocol',
  'features',
  'workspace',
  'language-server',
  'cli',
];

const folder = names => `^server/src/(${names.join('|')})/`;

/** The files beside the folders start the server: on Node, or in a web worker. */
const ENTRY_POINTS = '^(server|client)/src/[^/]+$';

const order = ORDER.map((name, index) => ({
  name: `order-${name}`,
  severity: 'error',
  comment: `${name}/ may import only from itself and from ${ORDER.slice(0, index).join(', ') || 'no other folder'}`,
  from: { path: folder([name]) },
  to: { path: '^server/src/', pathNot: folder(ORDER.slice(0, index + 1)) },
}));

module.exports = {
  forbidden: [
    ...order,
    {
      name: 'systems-apart',
      severity: 'error',
      comment: 'no system knows another: what they share is in text/, and links between them are by key',
      from: { path: '^server/src/systems/([^/]+)/' },
      to: { path: '^server/src/systems/[^/]+/', pathNot: '^server/src/systems/$1/' },
    },
    {
      name: 'systems-unknown',
      severity: 'error',
      comment:
        'what stands behind the interface of the systems knows none of them; only a rule of its own does',
      from: { path: `${folder(ORDER.slice(ORDER.indexOf('chart')))}`, pathNot: '^server/src/rules/[^/]+/' },
      to: { path: '^server/src/systems/[^/]+/' },
    },
    {
      name: 'rules-of-systems',
      severity: 'error',
      comment: 'the rules of a system know that system alone',
      from: { path: '^server/src/rules/([^/]+)/' },
      to: { path: '^server/src/systems/[^/]+/', pathNot: '^server/src/systems/$1/' },
    },
    {
      name: 'known-folders',
      severity: 'error',
      comment: 'a new folder of server/src needs its place in ORDER and in docs/architecture.md',
      from: {},
      to: { path: '^server/src/[^/]+/', pathNot: folder(ORDER) },
    },
    {
      name: 'client-alone',
      severity: 'error',
      comment: 'the client knows the server only through the protocol',
      from: { path: '^client/src/' },
      to: { path: '^(server|test|scripts)/', pathNot: '^server/src/protocol/' },
    },
    {
      name: 'server-alone',
      severity: 'error',
      comment: 'the server works without the client, without an editor, and without tests and scripts',
      from: { path: '^server/src/' },
      to: { path: ['^(client|test|scripts)/', '^node_modules/@types/vscode/'] },
    },
    {
      name: 'page-alone',
      severity: 'error',
      comment: 'the page of the chart is put into others',
      from: { path: '^client/webview/' },
      to: { path: '^(server|site|test|scripts|client/src)/' },
    },
    {
      name: 'playground-alone',
      severity: 'error',
      comment:
        'the playground knows the server only through the protocol, and of the client the page of the chart',
      from: { path: '^site/playground/' },
      to: {
        path: '^(server|client|site|test|scripts)/',
        pathNot: ['^server/src/protocol/', '^client/webview/', '^site/playground/'],
      },
    },
    {
      name: 'no-node',
      severity: 'error',
      comment:
        'the server also runs as a web worker: only workspace/, cli/ and the entry points may use Node',
      from: { path: '^(server|client)/src/', pathNot: [folder(['workspace', 'cli']), ENTRY_POINTS] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-protocol',
      severity: 'error',
      comment: 'the /node halves of the language server packages use Node',
      from: { path: '^(server|client)/src/', pathNot: [folder(['workspace', 'cli']), ENTRY_POINTS] },
      to: { path: 'node_modules/vscode-[a-z-]+/(node\\.js|lib/(node|.*/node)/)' },
    },
    {
      name: 'no-protocol',
      severity: 'error',
      comment: 'up to rules/ nothing knows the Language Server Protocol',
      from: { path: folder(['ports', 'registry', 'text', 'systems', 'chart', 'rules']) },
      to: { path: 'node_modules/vscode-(jsonrpc|languageclient|languageserver(-protocol|-types)?)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'imports never go round, not even for types',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'an import that cannot be resolved cannot be judged',
      from: {},
      // The build makes the table of the registry, and the bundle that `portolan lsp` loads.
      to: { couldNotResolve: true, pathNot: ['\\.generated(\\.ts)?$', '^\\./server\\.js$'] },
    },
    {
      name: 'declared',
      severity: 'error',
      comment: 'a package that the sources import belongs to dependencies; the site is in no package',
      from: { pathNot: '^site/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/@types/vscode/',
      },
    },
  ],
  options: {
    // TypeScript 7 has no programming interface that dependency-cruiser could use.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
