// node test/verdicts/apache.mts [--count N] [--seed S]
// Records in `apache/configurations.json` what a real Apache says of configurations that differ in their ports: those written
// by hand below, then N random ones of a seed. Needs Debian's apache2, and root: each configuration is started in a network
// and a process space of its own, and asked there where it listens.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Random } from './random.ts';
import { each, JOBS, randomOnes, recordingText, writeFiles } from './recording.ts';

interface Question {
  readonly name: string;
  readonly text: string;
  /** The files beside it, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

interface ApacheCase extends Question {
  /** Why `apache2 -t` refuses it, and on which of its lines, from 1; `file` where that is a line of another. */
  readonly refused?: { readonly reason: string; readonly line: number; readonly file?: string };
  /** Why the start fails: the socket that cannot be had. */
  readonly failed?: string;
  /** The sockets that it listens on, as `ss -ltn` says. */
  readonly listening?: readonly string[];
}

const TARGET = path.join(import.meta.dirname, 'apache', 'configurations.json');
const MODULES = '/usr/lib/apache2/modules';

/** What a configuration needs beside its ports. */
function baseOf(folder: string): string {
  const modules = [
    ...['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'proxy_balancer', 'slotmem_shm'],
    ...['lbmethod_byrequests', 'rewrite'],
  ].map(name => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);
  const globals = [
    ...[
      `ServerRoot ${folder}`,
      `DefaultRuntimeDir ${folder}`,
      `PidFile ${folder}/pid`,
      `Mutex file:${folder} default`,
    ],
    ...['ErrorLog /dev/stderr', 'User www-data', 'Group www-data'],
  ];
  return [...globals, ...modules, ''].join('\n');
}

/** Starts it, waits until it runs or has ended, and asks who listens. */
const INSIDE = `ip link set lo up
mount -t tmpfs tmpfs /tmp
apache2 -DFOREGROUND -f "$1" >/tmp/log 2>&1 &
for step in $(seq 100); do
  grep -q 'resuming normal operations' /tmp/log && break
  kill -0 $! 2>/dev/null || break
  sleep 0.05
done
cat /tmp/log
echo ---
ss -Hltn | awk '{print $4}' | sort -u`;

async function record(program: string, count: number, seed: number): Promise<void> {
  const questions = [
    ...BY_HAND,
    ...INCLUDING,
    ...randomOnes(count, seed, (random, name) => ({ name, text: randomText(random) })),
  ];
  const folder = mkdtempSync('/var/tmp/portolan-apache-');
  try {
    const cases = await each(JOBS, questions, (question, _, index) =>
      answered(question, path.join(folder, String(index))),
    );
    const command = `node test/verdicts/apache.mts --count ${count} --seed ${seed}`;
    writeFileSync(TARGET, recordingText({ program, command }, cases));
    const refused = cases.filter(one => one.refused).length;
    const failed = cases.filter(one => one.failed).length;
    console.log(`${cases.length} cases, ${refused} refused, ${failed} do not start`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function answered(question: Question, folder: string): Promise<ApacheCase> {
  const file = path.join(folder, 'ports.conf');
  const main = path.join(folder, 'httpd.conf');
  writeFiles(folder, {
    ...question.files,
    'ports.conf': question.text,
    'httpd.conf': `${baseOf(folder)}Include ${file}\n`,
  });
  const tested = await said('apache2', ['-t', '-f', main]);
  if (!/^Syntax OK$/m.test(tested)) {
    const [, line = '0', name = 'ports.conf', reason = ''] =
      new RegExp(`Syntax error on line (\\d+) of ${folder}/(\\S+):\\n(.*)`).exec(tested) ?? [];
    const other = name === 'ports.conf' ? {} : { file: name };
    return { ...question, refused: { reason: reason || tested, line: Number(line), ...other } };
  }
  const unshare = ['--net', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', INSIDE, 'sh', main];
  const [log = '', sockets = ''] = (await said('unshare', unshare)).split(/^---$/m);
  if (/resuming normal operations/.test(log)) return { ...question, listening: sockets.trim().split('\n') };
  const taken = [...log.matchAll(/could not bind to address (\S+)/g)].at(-1)?.[1];
  return { ...question, failed: taken ?? (/no listening sockets available/.exec(log)?.[0] || log.trim()) };
}

function said(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, LC_ALL: 'C' };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
    child.on('error', reject).on('close', () => resolve(text));
  });
}

// ---- Random configurations ----

const LISTENS = [
  ...[
    '80',
    '8080',
    '*:80',
    '0.0.0.0:80',
    '127.0.0.1:80',
    '127.0.0.2:80',
    '[::]:80',
    '[::1]:80',
    '127.0.0.1:8080',
  ],
  ...['0.0.0.0:8080', '[::]:8080', '[::1]:8080', '*:8080', '443', '127.0.0.1:81', '080'],
];
const ODD = [
  ...[
    '0',
    '65536',
    '99999',
    '80a',
    ':80',
    '127.0.0.1',
    'localhost',
    '80-82',
    '127.0.0.1:0',
    '[::]:99999',
    '[::]',
  ],
  ...['*', '*:', '127.0.0.1:80a', '-80', '+80', 'http', '*:http'],
];
const HOSTS = ['*:80', '*:8080', '127.0.0.1:80', '[::1]:80', '_default_:443', '*', '*:*', '0.0.0.0:80'];
const ODD_HOSTS = ['*:99999', '*:0', '80', '8080', ':80', '[::]:65536', '127.0.0.1:0'];

function randomText(random: Random): string {
  const isOdd = random.chance(25);
  const lines: string[] = [];
  const listen = () => (isOdd && random.chance(25) ? random.pick(ODD) : random.pick(pool));
  // Few, so that they meet.
  const pool = Array.from({ length: 1 + random.below(4) }, () => random.pick(LISTENS));
  if (random.chance(20)) lines.push('# Listen 80');
  const name = random.pick(['Listen', 'Listen', 'Listen', 'listen', 'LISTEN']);
  const seen = new Set<string>();
  for (let index = 1 + random.below(3); index > 0; index--) {
    const value = listen();
    // The same twice is refused: seldom wanted.
    if (seen.has(value.replace('*:', '')) && random.chance(70)) continue;
    seen.add(value.replace('*:', ''));
    const quote = random.chance(10) ? '"' : '';
    const protocol = random.chance(15) ? ` ${random.pick(['http', 'https'])}` : '';
    lines.push(`${random.pick(['', '', '  ', '\t'])}${name} ${quote}${value}${quote}${protocol}`);
  }
  if (random.chance(15))
    lines.push('<IfModule missing_module>', `  Listen ${random.pick(LISTENS)}`, '</IfModule>');
  if (random.chance(10)) lines.push('Define PORT 8081', 'Listen $' + '{PORT}');
  if (random.chance(15)) lines.push('Listen \\', `  127.0.0.1:${8090 + random.below(2)}`);
  for (let index = random.below(3); index > 0; index--) {
    const host = isOdd && random.chance(25) ? random.pick(ODD_HOSTS) : random.pick(HOSTS);
    lines.push(`<VirtualHost ${host}>`);
    if (random.chance(60))
      lines.push(
        `  ServerName ${random.pick(['a.test', 'b.test:80', 'localhost', 'http://a.test', isOdd ? 'a.test:99999' : 'c.test'])}`,
      );
    if (random.chance(40))
      lines.push(`  ProxyPass / http://${random.pick(['127.0.0.1:3000', 'localhost:3000'])}/`);
    lines.push('</VirtualHost>');
  }
  return lines.join(random.chance(10) ? '\r\n' : '\n') + (random.chance(90) ? '\n' : '');
}

// ---- By hand ----

const VARIABLE = '$' + '{PORT}';

const BY_HAND: readonly Question[] = Object.entries({
  'a port': 'Listen 80\n',
  'a star': 'Listen *:80\n',
  'an address': 'Listen 127.0.0.1:8080\n',
  'an address of IPv6': 'Listen [::1]:8080\n',
  'all of IPv4': 'Listen 0.0.0.0:80\n',
  'all of IPv6': 'Listen [::]:80\n',
  'all of IPv6, with a protocol': 'Listen [::]:80 https\n',
  'a protocol': 'Listen 443 https\n',
  'two ports': 'Listen 80\nListen 8080\n',
  nothing: '',
  'a port twice': 'Listen 80\nListen 80\n',
  'a port, and with a star': 'Listen 80\nListen *:80\n',
  'an address twice': 'Listen 127.0.0.1:80\nListen 127.0.0.1:80\n',
  'an address of IPv6 twice': 'Listen [::1]:80\nListen [0:0::1]:80\n',
  'all of IPv4 twice': 'Listen 0.0.0.0:80\nListen 0.0.0.0:80\n',
  'a port thrice': 'Listen 80\nListen 8080\nListen 80\nListen 80\n',
  'a port with zeros': 'Listen 080\nListen 80\n',
  'a port, then an address': 'Listen 80\nListen 127.0.0.1:80\n',
  'an address, then a port': 'Listen 127.0.0.1:80\nListen 80\n',
  'a port, then all of IPv4': 'Listen 80\nListen 0.0.0.0:80\n',
  'an address of IPv6, a port, then all of IPv4': 'Listen [::1]:80\nListen 80\nListen 0.0.0.0:80\n',
  'an address of IPv6, a port, something else, then all of IPv4':
    'Listen [::1]:80\nListen 80\nListen 443\nListen *:80\n',
  'an address of IPv6, all of IPv6, then all of IPv4': 'Listen [::1]:80\nListen [::]:80\nListen 0.0.0.0:80\n',
  'an address of IPv6, all of IPv6, then a port': 'Listen [::1]:80\nListen [::]:80\nListen 80\n',
  'all of IPv4, then a port': 'Listen 0.0.0.0:80\nListen 80\n',
  'all of IPv4, something else, then a port': 'Listen 0.0.0.0:80\nListen 81\nListen 80\n',
  'a port, then all of IPv6': 'Listen 80\nListen [::]:80\n',
  'all of IPv6, then a port': 'Listen [::]:80\nListen 80\n',
  'all of IPv6, something else, then a port': 'Listen [::]:80\nListen 81\nListen 80\n',
  'a port, then an address of IPv6': 'Listen 80\nListen [::1]:80\n',
  'an address of IPv6, then a port': 'Listen [::1]:80\nListen 80\n',
  'an address of IPv6, something else, then a port': 'Listen [::1]:80\nListen 81\nListen 80\n',
  'an address of IPv6, then all of IPv6': 'Listen [::1]:80\nListen [::]:80\n',
  'an address of IPv6, then all of IPv4': 'Listen [::1]:80\nListen 0.0.0.0:80\n',
  'all of IPv6, then an address of IPv6': 'Listen [::]:80\nListen [::1]:80\n',
  'all of IPv6, then an address': 'Listen [::]:80\nListen 127.0.0.1:80\n',
  'an address, then all of IPv6': 'Listen 127.0.0.1:80\nListen [::]:80\n',
  'an address, then all of IPv6, then all of IPv4':
    'Listen 127.0.0.1:80\nListen [::]:80\nListen 0.0.0.0:80\n',
  'all of IPv4, then all of IPv6': 'Listen 0.0.0.0:80\nListen [::]:80\n',
  'all of IPv4, something else, then all of IPv6': 'Listen 0.0.0.0:80\nListen 81\nListen [::]:80\n',
  'all of IPv6, then all of IPv4': 'Listen [::]:80\nListen 0.0.0.0:80\n',
  'all of IPv6, something else, then all of IPv4': 'Listen [::]:80\nListen 81\nListen 0.0.0.0:80\n',
  'all of IPv4, then an address': 'Listen 0.0.0.0:80\nListen 127.0.0.1:80\n',
  'an address, then all of IPv4': 'Listen 127.0.0.1:80\nListen 0.0.0.0:80\n',
  'all of IPv4, then an address of IPv6': 'Listen 0.0.0.0:80\nListen [::1]:80\n',
  'two addresses': 'Listen 127.0.0.1:80\nListen 127.0.0.2:80\n',
  'an address of each family': 'Listen 127.0.0.1:80\nListen [::1]:80\n',
  'an address of each family, then a port': 'Listen 127.0.0.1:80\nListen [::1]:80\nListen 80\n',
  zero: 'Listen 0\n',
  'beyond the last': 'Listen 65536\n',
  'far beyond the last': 'Listen 123456789012345678901234567890\n',
  'the last': 'Listen 65535\n',
  'a word': 'Listen http\n',
  'a range': 'Listen 8080-8082\n',
  'digits and a letter': 'Listen 80a\n',
  'a colon first': 'Listen :80\n',
  'a colon last': 'Listen *:\n',
  'an address alone': 'Listen 127.0.0.1\n',
  'a name alone': 'Listen localhost\n',
  'an address of IPv6 alone': 'Listen [::]\n',
  'an address of IPv6 without brackets': 'Listen ::1:80\n',
  negative: 'Listen -80\n',
  'with a sign': 'Listen +80\n',
  'nothing to listen on': 'Listen\n',
  quotes: 'Listen "80"\n',
  'quotes of the other kind': "Listen '80'\n",
  'small letters': 'listen 80\n',
  'a line that goes on': 'Listen \\\n  80\n',
  'a comment that goes on': '# Listen 81 \\\nListen 99999\nListen 80\n',
  'a comment behind it': 'Listen 80 # the port\n',
  'a variable of the file': `Define PORT 8080\nListen ${VARIABLE}\n`,
  'a variable of nobody': `Listen ${VARIABLE}\n`,
  'a variable with an address': `Define PORT 8080\nListen 127.0.0.1:${VARIABLE}\n`,
  'within a module that is missing': '<IfModule missing_module>\nListen 99999\n</IfModule>\nListen 80\n',
  'within a module that is there': '<IfModule mpm_event_module>\nListen 99999\n</IfModule>\nListen 80\n',
  'twice, within a module that is missing': 'Listen 80\n<IfModule missing_module>\nListen 80\n</IfModule>\n',
  'twice, within a module that is there': 'Listen 80\n<IfModule mpm_event_module>\nListen 80\n</IfModule>\n',
  'within a module that is not missing':
    'Listen 80\n<IfModule !missing_module>\nListen 127.0.0.1:80\n</IfModule>\n',
  'within a virtual host': 'Listen 80\n<VirtualHost *:80>\nListen 81\n</VirtualHost>\n',
  'a virtual host': 'Listen 80\n<VirtualHost *:80>\n</VirtualHost>\n',
  'a virtual host where nothing listens': 'Listen 80\n<VirtualHost *:8080>\n</VirtualHost>\n',
  'a virtual host of several': 'Listen 80\n<VirtualHost *:80 127.0.0.1:8080 [::1]:80>\n</VirtualHost>\n',
  'a virtual host twice':
    'Listen 80\n<VirtualHost *:80>\n</VirtualHost>\n<VirtualHost *:80>\n</VirtualHost>\n',
  'a virtual host beyond the last': 'Listen 80\n<VirtualHost *:99999>\n</VirtualHost>\n',
  'a virtual host of zero': 'Listen 80\n<VirtualHost *:0>\n</VirtualHost>\n',
  'a virtual host with a port alone': 'Listen 80\n<VirtualHost 80>\n</VirtualHost>\n',
  'a virtual host with a port alone, beyond the last': 'Listen 80\n<VirtualHost 99999>\n</VirtualHost>\n',
  'a virtual host with a colon first': 'Listen 80\n<VirtualHost :80>\n</VirtualHost>\n',
  'a virtual host with a word': 'Listen 80\n<VirtualHost *:http>\n</VirtualHost>\n',
  'a virtual host of all ports': 'Listen 80\n<VirtualHost *:*>\n</VirtualHost>\n',
  'a virtual host without a port': 'Listen 80\n<VirtualHost *>\n</VirtualHost>\n',
  'a virtual host of a name': 'Listen 80\n<VirtualHost localhost:80>\n</VirtualHost>\n',
  'the second of a virtual host beyond the last': 'Listen 80\n<VirtualHost *:80 *:65536>\n</VirtualHost>\n',
  'a virtual host in quotes': 'Listen 80\n<VirtualHost "*:80">\n</VirtualHost>\n',
  'a name with a port': 'Listen 80\nServerName a.test:8080\n',
  'a name with a port beyond the last': 'Listen 80\nServerName a.test:99999\n',
  'a name with a port of zero': 'Listen 80\nServerName a.test:0\n',
  'a name with a word for a port': 'Listen 80\nServerName a.test:http\n',
  'a name with a scheme and a port': 'Listen 80\nServerName https://a.test:8443\n',
  'a name with a scheme and a port beyond the last': 'Listen 80\nServerName https://a.test:70000\n',
  'a target': 'Listen 80\nProxyPass / http://127.0.0.1:3000/\n',
  'a target beyond the last': 'Listen 80\nProxyPass / http://127.0.0.1:99999/\n',
  'a target with a word for a port': 'Listen 80\nProxyPass / http://127.0.0.1:http/\n',
  'a member of a balancer':
    'Listen 80\n<Proxy balancer://shop>\nBalancerMember http://127.0.0.1:3000\n</Proxy>\nProxyPass / balancer://shop/\n',
  'a member beyond the last':
    'Listen 80\n<Proxy balancer://shop>\nBalancerMember http://127.0.0.1:99999\n</Proxy>\n',
  'a rule that passes on': 'Listen 80\nRewriteEngine on\nRewriteRule ^/(.*)$ http://127.0.0.1:3000/$1 [P]\n',
}).map(([name, text]) => ({ name, text }));

const INCLUDING: readonly Question[] = Object.entries({
  'a file with another port': ['Listen 80\nInclude a.conf\n', { 'a.conf': 'Listen 81\n' }],
  'a file with the same port': ['Listen 80\nInclude a.conf\n', { 'a.conf': 'Listen 80\n' }],
  'a file with the same port, before it': ['Include a.conf\nListen 80\n', { 'a.conf': 'Listen 80\n' }],
  'a file with an address': ['Listen 80\nInclude a.conf\n', { 'a.conf': 'Listen 127.0.0.1:80\n' }],
  'a file with an address, before it': ['Include a.conf\nListen 80\n', { 'a.conf': 'Listen 127.0.0.1:80\n' }],
  'two files with the same port': [
    'IncludeOptional conf.d/*.conf\n',
    { 'conf.d/b.conf': 'Listen 81\nListen 80\n', 'conf.d/a.conf': 'Listen 80\n' },
  ],
  'two files, of which one is not meant': [
    'IncludeOptional conf.d/*.conf\n',
    { 'conf.d/a.off': 'Listen 80\n', 'conf.d/b.conf': 'Listen 80\n' },
  ],
  'a file that is not there, maybe': ['Listen 80\nIncludeOptional none/*.conf\n', {}],
  'a file within a file': [
    'Listen 80\nInclude sub/a.conf\n',
    { 'sub/a.conf': 'Include sub/b.conf\n', 'sub/b.conf': 'Listen 80\n' },
  ],
  'a file within a module that is missing': [
    'Listen 80\n<IfModule missing_module>\nInclude a.conf\n</IfModule>\n',
    { 'a.conf': 'Listen 80\n' },
  ],
  'the same file twice': ['Include a.conf\nInclude a.conf\n', { 'a.conf': 'Listen 80\n' }],
  'a file in quotes': ['Listen 80\nInclude "a.conf"\n', { 'a.conf': 'Listen 80\n' }],
  'files by one character': [
    'Include conf.d/?.conf\n',
    { 'conf.d/a.conf': 'Listen 80\n', 'conf.d/ab.conf': 'Listen 80\n' },
  ],
  'all of IPv6 in a file, then a port': ['Include a.conf\nListen 80\n', { 'a.conf': 'Listen [::]:80\n' }],
} satisfies Record<string, [string, Record<string, string>]>).map(([name, [text, files]]) => ({
  name,
  text,
  files,
}));

const { values } = parseArgs({
  options: { count: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const version = execFileSync('apache2', ['-v'], { encoding: 'utf8' });
await record(/Apache\/\S+/.exec(version)?.[0] ?? 'Apache', Number(values.count), Number(values.seed));
