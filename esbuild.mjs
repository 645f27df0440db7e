// Bundles what runs: dist/client.js (the extension), dist/server.js and dist/cli.js; dist/web/, the first two for
// browsers; dist/chart.js, the page of the chart; dist/ThirdPartyNotices.txt, for all of these, and dist/cli-notices.txt, for the
// command alone; with --tests the editor's test suites. With --site only what the site runs, in dist/site.
// --production minifies and leaves the source maps out; --watch rebuilds on every change.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { noticesOf } from './scripts/notices.mjs';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** Libraries that TypeScript compiled; all but vscode-languageserver-types to CommonJS, which cannot be tree-shaken. */
const COMPILED =
  /node_modules[\\/](?:dockerfile-ast|vscode-(?:jsonrpc|languageclient|languageserver(?:-protocol|-types)?))[\\/]lib[\\/].*\.js$/;

const treeShaking = {
  name: 'tree-shaking',
  setup(build) {
    build.onLoad({ filter: COMPILED }, ({ path }) => ({ contents: toEsModule(readFileSync(path, 'utf8')) }));
  },
};

/** Mocha's bundle for browsers is a page's script: as a module it would take the place of the one that imports it. */
const mochaAsScript = {
  name: 'mocha-as-script',
  setup(build) {
    build.onLoad({ filter: /[\\/]mocha[\\/]mocha\.js$/ }, ({ path }) => ({
      contents: `(function (module, exports, define) {${readFileSync(path, 'utf8')}\n}).call(globalThis);`,
    }));
  },
};

/** The command has the server within it, which is loaded only when it is asked for. */
const serverWithin = {
  name: 'server-within',
  setup(build) {
    build.onResolve({ filter: /^\.\/server\.js$/ }, () => ({
      path: fileURLToPath(new URL('server/src/main.ts', import.meta.url)),
    }));
  },
};

/** The files of packed libraries: what ships of others is told. */
const packedInputs = [];

/**
 * Libraries that one command alone needs are a text within the command, packed, until that is asked for: Node looks
 * through all of a file before it runs the first line of it. They are minified always; their source map lies beside.
 */
const packed = {
  name: 'packed',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:mcp-library|library-listeners)\.ts$/ }, async ({ path }) => {
      const { outputFiles, metafile } = await esbuild.build({
        ...shared,
        entryPoints: [path],
        outfile: `dist/${basename(path, '.ts')}.js`,
        minify: true,
        sourcemap: production ? false : 'external',
        write: false,
        metafile: true,
      });
      const inputs = Object.keys(metafile.inputs);
      packedInputs.push(...inputs);
      const [code, map] = outputFiles.toSorted((one, other) => one.path.length - other.path.length);
      if (map) {
        mkdirSync('dist', { recursive: true });
        writeFileSync(map.path, map.contents);
      }
      return {
        contents: `
          const { compileFunction } = require('node:vm');
          const { inflateRawSync } = require('node:zlib');
          const packed = Buffer.from('${deflateRawSync(code.contents).toString('base64')}', 'base64');
          compileFunction(inflateRawSync(packed).toString(), ['module', 'require'])(module, require);`,
        watchFiles: inputs.map(input => fileURLToPath(new URL(input, import.meta.url))),
      };
    });
  },
};

const packageFile = path => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // What is loaded later is loaded with `require`, which knows `vscode` and needs no file endings.
  supported: { 'dynamic-import': false },
  // Prefer a package's ES modules: they can be tree-shaken.
  mainFields: ['module', 'main'],
  alias: {
    // The ES modules of yaml, which it exports only to browsers.
    yaml: packageFile('yaml/browser/index.js'),
    // One copy, though vscode-languageserver brings its own.
    'vscode-languageserver-types': packageFile('vscode-languageserver-types/lib/esm/main.js'),
  },
  plugins: [treeShaking],
  minify: production,
  sourcemap: !production,
  sourcesContent: false,
  logLevel: 'warning',
};

const program = [
  {
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/client.js',
    external: ['vscode', './node-client'],
  },
  { entryPoints: ['client/src/node-client.ts'], outfile: 'dist/node-client.js', external: ['vscode'] },
  {
    entryPoints: ['server/src/main.ts'],
    outfile: 'dist/server.js',
    external: ['./library-listeners'],
  },
  { entryPoints: ['server/src/workspace/library-listeners.ts'], outfile: 'dist/library-listeners.js' },
  {
    entryPoints: ['server/src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [treeShaking, serverWithin, packed],
  },
];

/** The same for web workers, in which VS Code runs extensions in a browser. */
const inBrowser = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

const webServer = {
  entryPoints: ['server/src/browser.ts'],
  inject: ['server/src/browser-globals.ts'],
  ...inBrowser,
  format: 'iife',
};

const web = [
  {
    entryPoints: ['client/src/browser.ts'],
    outfile: 'dist/web/client.js',
    external: ['vscode'],
    ...inBrowser,
  },
  { ...webServer, outfile: 'dist/web/server.js' },
  { entryPoints: ['client/webview/chart.ts'], outfile: 'dist/chart.js', ...inBrowser, format: 'iife' },
];

const site = [
  {
    entryPoints: ['site/playground/main.ts'],
    outfile: 'dist/site/playground/main.js',
    ...inBrowser,
    format: 'iife',
  },
  { ...webServer, outfile: 'dist/site/playground/server.js' },
];

const tests = [
  { entryPoints: ['test/editor/suite/*.ts'], outdir: 'dist/test', external: ['vscode', 'mocha'] },
  {
    entryPoints: ['test/editor/web/index.ts'],
    outfile: 'dist/test/web.js',
    external: ['vscode'],
    ...inBrowser,
    // What the tests use of Node, as packages have it for browsers.
    alias: { 'node:assert/strict': './test/editor/web/assert.mjs', 'node:util': 'util/' },
    define: { global: 'globalThis' },
    banner: { js: 'globalThis.process ??= { env: {} };' },
    plugins: [mochaAsScript],
  },
];

if (existsSync('scripts/build-registry.mjs')) {
  const { status } = spawnSync(process.execPath, ['scripts/build-registry.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const isSite = flags.has('--site');
if (isSite) rmSync('dist/site', { recursive: true, force: true });

const bundles = [
  ...(isSite ? site : [...program, ...web]).map(options => ({ ...options, metafile: true })),
  ...(flags.has('--tests') ? tests : []),
]
  .filter(({ entryPoints }) => entryPoints.every(entry => entry.includes('*') || existsSync(entry)))
  .map(options => ({ ...shared, ...options }));

if (flags.has('--watch')) {
  await Promise.all(
    bundles.map(async options => (await esbuild.context({ ...options, logLevel: 'info' })).watch()),
  );
} else {
  const results = await Promise.all(bundles.map(options => esbuild.build(options)));
  const inputs = results.map(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  if (isSite) {
    writeFileSync('dist/site/ThirdPartyNotices.txt', noticesOf(inputs.flat()));
    // What of it is the editor's code: site/sizes.mts.
    const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
    writeFileSync('dist/site.meta.json', JSON.stringify({ outputs }));
  } else {
    const ofCommand = bundles.findIndex(({ outfile }) => outfile === 'dist/cli.js');
    writeFileSync('dist/ThirdPartyNotices.txt', noticesOf([...inputs.flat(), ...packedInputs]));
    writeFileSync('dist/cli-notices.txt', noticesOf([...(inputs[ofCommand] ?? []), ...packedInputs]));
  }
}

/**
 * Turns a module that TypeScript compiled to CommonJS back into an ES module, and marks its namespaces and enums as
 * free of side effects: what the programs use of the libraries is about half of them. A module that has anything else
 * of CommonJS stays as it is.
 */
function toEsModule(source) {
  const imported = new Map();
  const exported = new Set();
  const lines = source
    // TypeScript's helpers, and its announcements of exports.
    .replace(/^var __\w+ = \(this && this\.__\w+\)[\s\S]*?^[)}]+(?:\(\))?;\n/gm, '')
    .replace(/^Object\.defineProperty\(exports, "__esModule".*\n/m, '')
    .replace(/^(?:exports\.\w+ = )+void 0;\n/gm, '')
    // `import * as a from`, `import a from`, `import { a } from`. What `import a = require()` was may be a function.
    .replace(
      /^(?:const|var) (\w+) = (__import(?:Star|Default)\()?require\(("[^"]+")\)\)?;$/gm,
      (line, name, helper, path) => {
        if (!helper && !name.endsWith('_1') && !path.startsWith('".')) return line;
        imported.set(name, path);
        return `import * as ${name} from ${path};`;
      },
    )
    // `export * from`, `export { a } from`.
    .replace(/^__exportStar\(require\(("[^"]+")\), exports\);$/gm, 'export * from $1;')
    .replace(
      /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm,
      (line, name, from, member) =>
        imported.has(from) ? `export { ${member} as ${name} } from ${imported.get(from)};` : line,
    )
    // `export namespace a {}`, `export enum a {}`; alone, then merged with a class or a function.
    .replace(
      /^((?:export )?)var (\w+);\n(?:\/\*\*[\s\S]*?\*\/\n)?\(function \(\2\) \{\n([\s\S]*?)^\}\)\(\2 \|\| \((exports\.\2 = )?\2 = \{\}\)\);$/gm,
      (_, keyword, name, body, cjs) => {
        if (cjs) exported.add(name);
        return `${keyword}var ${name} = /* @__PURE__ */ (function (${name}) {\n${body}return ${name};\n})({});`;
      },
    )
    .replace(/\(exports\.(\w+) = \1 = \{\}\)/g, (_, name) => {
      exported.add(name);
      return `(${name} = {})`;
    })
    // `export { a }`, `export const a =`, and uses of them.
    .replace(/^exports\.(\w+) = (\w+);$/gm, 'export { $2 as $1 };')
    .replace(/^exports\.(\w+) = /gm, 'export const $1 = ')
    .replace(/\bexports\.(\w+)/g, '$1');
  const module = `${lines}\n${[...exported].map(name => `export { ${name} };\n`).join('')}`;
  return /\bexports\b|\b__(?:import|export)\w+\(/.test(module) ? source : module;
}
