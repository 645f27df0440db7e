import { expect, test } from 'vitest';
import { explainPage, explainPort } from '../../../server/src/features/explain';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { sceneOf } from '../support/scene';

const FILES = {
  'compose.yaml':
    'services:\n  web:\n    image: x\n    ports: ["8080:3000"]\n  api:\n    image: x\n    expose: [8080]\n  dns:\n    image: x\n    ports: ["8080:53/udp"]\n',
  'sub/compose.yaml': 'services:\n  other:\n    image: x\n    ports: ["127.0.0.1:8080:80"]\n',
  'README.md': 'http://localhost:8080\n'.repeat(8),
};

const link = (path: string, line: number) => `[${path}:${line}](${ROOT}${path}#L${line})`;

async function page(port: number, files: Readonly<Record<string, string>> = FILES) {
  const { workspace } = await sceneOf(files);
  return explainPage(workspace, workspace.projects(), port, 'tcp', DEFAULT_SETTINGS).split('\n\n');
}

test('a page says first what this workspace does with the port, with links', async () => {
  const [title, here, list, anywhere, iana] = await page(8080);
  expect([title, here, anywhere]).toEqual(['**Port 8080**', '### In this workspace', '### Anywhere']);
  const places = [1, 2, 3, 4, 5, 6].map(line => link('README.md', line)).join(', ');
  expect(list?.split('\n')).toEqual([
    `- **8080/tcp** on the host → port 3000 of \`web\`: ${link('compose.yaml', 4)}`,
    `- **8080/tcp** on 127.0.0.1 → port 80 of \`other\`: ${link('sub/compose.yaml', 4)}`,
    `- **8080/tcp** of \`api\`, exposed to its networks: ${link('compose.yaml', 7)}`,
    `- **8080/tcp** at \`localhost\` → port 3000 of \`web\`: ${places} and 2 more`,
  ]);
  expect(iana).toMatch(/^IANA: .*`http-alt`/);
});

test('a page says that nothing here names the port', async () => {
  expect((await page(4711))[2]).toBe('Nothing in this workspace names this port.');
});

test('a page lists twenty lines, and counts the rest', async () => {
  const services = Array.from({ length: 25 }, (_, index) => `  s${index}:\n    image: x\n    expose: [80]\n`);
  const [, , list, more] = await page(80, { 'compose.yaml': `services:\n${services.join('')}` });
  expect(list?.split('\n')).toHaveLength(20);
  expect(more).toBe('And 5 more places.');
});

test('what is known anywhere: of all protocols, or of one', () => {
  expect(explainPort(6000, undefined, DEFAULT_SETTINGS).split('\n\n').slice(0, 2)).toEqual([
    '**Port 6000**',
    'IANA: tcp, udp: `x11` — X Window System',
  ]);
  expect(explainPort(53, 'udp', DEFAULT_SETTINGS).split('\n\n').slice(1)).toEqual([
    'IANA: udp, tcp: `domain` — Domain Name Server (RFC 1035)',
    'Images: `adguard/adguardhome`, `coredns/coredns`, `mvance/unbound`, `pihole/pihole`, `technitium/dns-server`, `ubuntu/bind9`',
    'Browsers refuse to fetch from it.',
    'System port: publishing it on the host needs root or `CAP_NET_BIND_SERVICE`.',
    '[Look it up at IANA](https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=53)',
  ]);
  expect(explainPort(5173, 'tcp', DEFAULT_SETTINGS)).toContain(
    'Used by default by: [Vite](https://vite.dev/config/server-options)',
  );
});

test.each([
  [1023, 'System port: publishing it on the host needs root or `CAP_NET_BIND_SERVICE`.'],
  [1024, 'User port: needs no privileges.'],
  [49151, 'User port: needs no privileges.'],
  [49152, 'Dynamic port: needs no privileges.'],
])('%i is a %s', (port, line) => {
  expect(explainPort(port, 'tcp', DEFAULT_SETTINGS).split('\n\n')).toContain(line);
});

test('the threshold of privileges is a setting', () => {
  const settings = { ...DEFAULT_SETTINGS, privilegedPortThreshold: 80 };
  expect(explainPort(80, 'tcp', settings)).toContain('System port: needs no privileges.');
});
