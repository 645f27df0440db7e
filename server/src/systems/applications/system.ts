import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT, type System } from '../system';
import { holdsAddresses, portsInAddresses } from './addresses';
import { portsInLaunch, portsInTasks } from './launch';
import { portsInProperties } from './properties';
import { readOfEditor, readSettings, readYaml } from './reading';
import { portsInProcesses, portsInScripts } from './scripts';
import { portsInSettings } from './settings';

const PROPERTIES = 'application-properties';
const YAML = 'application-yaml';
const SCRIPTS = 'package-scripts';
const PROCESSES = 'procfile';
const SETTINGS = 'dev-server';
const ADDRESSES = 'listening-addresses';
const LAUNCH = 'launch';
const TASKS = 'tasks';

const formats: readonly Format[] = [
  {
    id: PROPERTIES,
    names: /^application(?:-[\w-]+)?\.properties$/,
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readSettings(PROPERTIES, text, portsInProperties),
    comments: ['#', '!'],
    writingIn: at => inUrl(at, true),
  },
  {
    id: YAML,
    // Others call their files so, too.
    holds: (uri, text) =>
      /\/application(?:-[\w-]+)?\.ya?ml$/.test(uri) && /^(?:server|management|spring)[ \t]*:/m.test(text),
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readYaml(YAML, text),
    writingIn: at => inUrl(at, true),
  },
  {
    id: SCRIPTS,
    holds: (uri, text) => uri.endsWith('/package.json') && /(?:-p|port)[ =:]{1,4}\d/i.test(text),
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readSettings(SCRIPTS, text, portsInScripts),
    comments: ['//'],
    writingIn: at => inUrl(at, true),
  },
  {
    id: PROCESSES,
    names: /^Procfile(?:\.[\w.-]+)?$/,
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readSettings(PROCESSES, text, portsInProcesses),
    isComment: afterHash,
    writingIn: at => inUrl(at, true),
  },
  {
    id: SETTINGS,
    names:
      /^(?:vite|vitest|nuxt|astro|next|vue|webpack(?:\.\w+)?|rspack|rsbuild|playwright|svelte|quasar|gatsby)\.config\.[cm]?[jt]s$|^angular\.json$/,
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readSettings(SETTINGS, text, portsInSettings),
    comments: ['//'],
    writingIn: at => inUrl(at, true),
  },
  {
    id: ADDRESSES,
    holds: (uri, text) => /\.(?:ya?ml|toml)$/.test(uri) && holdsAddresses(text),
    sizeLimit: MAX_TEXT / 4,
    read: ({ text }) => readSettings(ADDRESSES, text, portsInAddresses),
    writingIn: at => inUrl(at, true),
  },
  {
    id: LAUNCH,
    holds: uri => uri.endsWith('/.vscode/launch.json'),
    isOfAnyPurpose: true,
    sizeLimit: MAX_TEXT / 4,
    read: source => readOfEditor(LAUNCH, source, portsInLaunch),
    comments: ['//', '/*'],
    writingIn: at => inUrl(at, true),
  },
  {
    id: TASKS,
    holds: uri => uri.endsWith('/.vscode/tasks.json'),
    isOfAnyPurpose: true,
    sizeLimit: MAX_TEXT / 4,
    read: source => readOfEditor(TASKS, source, portsInTasks),
    comments: ['//', '/*'],
    writingIn: at => inUrl(at, true),
  },
];

/** Programs that say in a file of settings where they listen: those of Spring Boot, development servers, and others that
 * are told an address. */
export const applications: System = {
  id: 'applications',
  about: {
    name: 'Applications',
    reads:
      '`server.port` of Spring Boot; ports in the scripts of a `package.json` and the processes of a Procfile; `port` in the settings of Vite, Next.js, Nuxt, Astro, Angular, webpack, Playwright and others, as a plain number; `launch.json` and `tasks.json` of VS Code: ports to attach to or to wait on, arguments, variables; where Traefik, a collector of OpenTelemetry and Loki listen',
    links:
      'the unit whose Dockerfile stands in the folder around them and has that port; the units that mount the file',
    judges: 'nothing',
    checked: 'their references',
  },
  formats,
};
