import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../../server/src/features/drawing-svg';
import { portTables } from '../../../server/src/features/port-table';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { sceneOf } from '../support/scene';
import { xmlFault, xmlTexts } from '../support/xml';
import { conflict, ODD_NAMES, rowOf, tableOf, tablesOf } from './tables';

/** The numbers of an attribute, in the order of the drawing. */
function numbers(svg: string, pattern: RegExp): readonly number[] {
  return [...svg.matchAll(pattern)].map(([, value]) => Number(value));
}

test('the check of XML finds what is none', () => {
  for (const text of ['<a><b/></a>', '<a b="&lt;&#33;">x &amp; y</a>\n'])
    expect(xmlFault(text)).toBeUndefined();
  for (const text of [
    '',
    'a',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a b=c/>',
    '<a b="<"/>',
    '<a b="1" b="2"/>',
    '<a>&</a>',
    '<a>&nbsp;</a>',
    '<a>\0</a>',
    '<a>\uD800</a>',
    '<a b="&"/>',
    '<a>< b</a>',
  ])
    expect(xmlFault(text)).toBeTypeOf('string');
});

describe('the picture', () => {
  test('of nothing says so', () => {
    const svg = drawSvg([]);
    expect(xmlFault(svg)).toBeUndefined();
    expect(xmlTexts(svg)).toContain('No project here publishes a port.');
  });

  test('names the bands, the ports, the services, and what the arrows mean', async () => {
    const svg = drawSvg(
      await tablesOf({
        'compose.yaml': `services:
  web:
    image: x
    ports: ["80:80", "\${PORT}:81", "50000:82"]
  db:
    image: x
    ports: ["127.0.0.1:5432:5432", 6379]
`,
      }),
    );
    expect(xmlFault(svg)).toBeUndefined();
    const texts = xmlTexts(svg);
    for (const text of [
      'project',
      'System ports, 0 to 1023',
      'User ports, 1024 to 49151',
      'Dynamic ports, 49152 to 65535',
      'Set by variables that are not known',
      'Chosen by Docker',
      'web',
      'db',
      '80/tcp',
      '80/tcp http',
      '127.0.0.1:5432/tcp',
      '5432/tcp postgresql',
      'any free port',
      'Host port 127.0.0.1:5432/tcp to container port 5432/tcp of db.',
      'A host port that Docker chooses, to container port 6379/tcp of db.',
    ])
      expect(texts).toContain(text);
  });

  test('has each row once, numbered over all tables, and reached by the keyboard', () => {
    const tables = [tableOf([rowOf(), rowOf({ host: '8081' })]), tableOf([rowOf({ host: '8082' })], 'b')];
    const svg = drawSvg(tables);
    expect(numbers(svg, /data-row="(\d+)"/g)).toEqual([0, 1, 2]);
    expect(svg.match(/role="listitem" tabindex="0"/g)).toHaveLength(3);
    expect(svg.match(/<path class="arrow"/g)).toHaveLength(3);
    expect(xmlFault(svg)).toBeUndefined();
  });

  test('marks conflicts, and says them to those who do not see', () => {
    const svg = drawSvg([tableOf([rowOf({ findings: [conflict()] }), rowOf({ host: '8081' })])]);
    expect(svg.match(/class="row conflict"/g)).toHaveLength(1);
    expect(xmlTexts(svg)).toContain('Host port 8080/tcp to container port 80/tcp of web. They collide.');
  });

  test('is as high as what it holds, and nothing in it overlaps', () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      rowOf({
        unit: `s${index % 7}`,
        host: String(8000 + index),
        range: { from: 8000 + index, to: 8000 + index },
      }),
    );
    const svg = drawSvg([tableOf(rows), tableOf(rows, 'b')]);
    const height = Number(/viewBox="0 0 840 (\d+)"/.exec(svg)?.[1]);
    const tops = numbers(svg, /<rect class="port" x="20" y="(\d+)"/g);
    expect(tops).toHaveLength(80);
    expect([...new Set(tops)]).toHaveLength(80);
    expect(Math.max(...tops) + 24).toBeLessThan(height);
    const boxes = [...svg.matchAll(/<rect class="box" x="500" y="(\d+)" width="320" height="(\d+)"/g)].map(
      ([, y, size]) => ({ from: Number(y), to: Number(y) + Number(size) }),
    );
    expect(boxes).toHaveLength(14);
    for (const [index, box] of boxes.entries()) {
      expect(box.to).toBeLessThan(height);
      expect(box.from).toBeGreaterThan(boxes[index - 1]?.to ?? 0);
    }
  });

  test.each(ODD_NAMES)('of a service called %j is XML, and has its name', name => {
    const row = rowOf({ unit: name, host: name, target: name, findings: [conflict(name)] });
    const svg = drawSvg([tableOf([row], name)]);
    expect(xmlFault(svg)).toBeUndefined();
    const plain = drawSvg([tableOf([rowOf({ findings: [conflict()] })])]);
    const tags = (text: string) => text.match(/<\/?\w+/g);
    expect(tags(svg)).toEqual(tags(plain));
    const shown = name.replace(/[\p{Cc}\p{Surrogate}]/gu, '\uFFFD');
    expect(xmlTexts(svg)).toContain(shown);
  });

  test('cuts long texts, and has them whole in a tooltip', () => {
    const name = 'n'.repeat(300);
    const svg = drawSvg([tableOf([rowOf({ unit: name, host: name })], name)]);
    const visible = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = '']) => text);
    for (const text of visible) expect(text.length).toBeLessThanOrEqual(91);
    expect(visible.filter(text => /^n+…n+(?:\/tcp)?$/.test(text))).toHaveLength(3);
    expect(xmlTexts(svg).filter(text => text === name)).toHaveLength(2);
  });

  test('leaves out the middle of long names, for their ends tell them apart', () => {
    const name = 'customer-portal-backend-development-database-replica-2';
    const svg = drawSvg([tableOf([rowOf({ unit: name })])]);
    const visible = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = '']) => text);
    expect(visible).toContain('customer-portal-…tabase-replica-2');
  });

  test('has no text smaller than that of the editor: it grows as a whole', () => {
    const svg = drawSvg([tableOf([rowOf()])]);
    for (const size of numbers(svg, /font(?:-size)?: (\d+)px/g)) expect(size).toBeGreaterThanOrEqual(13);
    expect(svg).toContain(
      '--unit: calc(max(13px, var(--vscode-editor-font-size, 0px), var(--vscode-font-size, 0px)) / 13)',
    );
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    expect(svg).toContain(`width: calc(var(--unit) * ${width}); height: calc(var(--unit) * ${height})`);
  });

  test.each([
    [0, 360],
    [480, 480],
    [500.4, 500],
    [600.4, 600],
    [840, 840],
    [2000, 840],
  ])('in a room of %j is %j wide, and its columns stay apart', (room, width) => {
    const svg = drawSvg([tableOf([rowOf({ address: '127.0.0.1' })], 'n'.repeat(100))], { width: room });
    expect(svg).toContain(`viewBox="0 0 ${width} `);
    const [port = 0] = numbers(svg, /<rect class="port" x="20" y="\d+" width="(\d+)"/g);
    const [[, x = 0, size = 0] = []] = [
      ...svg.matchAll(/<rect class="box" x="(\d+)" y="\d+" width="(\d+)"/g),
    ];
    expect(20 + port + 30).toBeLessThan(Number(x));
    expect(Number(x) + Number(size)).toBe(width - 20);
    // The port is never what is left out.
    expect(svg).toMatch(
      room < 600 ? />127[\d.]*…[\d.]*1:8080\/tcp<\/text>/ : />127\.0\.0\.1:8080\/tcp<\/text>/,
    );
  });

  test('cuts wide letters earlier', () => {
    const svg = drawSvg([tableOf([rowOf()], '東'.repeat(60))]);
    const [title = ''] = /(?<=class="project"[^>]*>)[^<]*/.exec(svg) ?? [];
    expect(title).toBe(`${'東'.repeat(22)}…${'東'.repeat(22)}`);
  });
});

test('5,000 ports are a matter of moments', async () => {
  const services = Array.from({ length: 500 }, (_, index) => {
    const ports = Array.from({ length: 10 }, (__, at) => `"${10_000 + index * 10 + at}:${3000 + at}"`);
    return `  s${index}:\n    image: x\n    ports: [${ports.join(', ')}]\n`;
  });
  const { workspace } = await sceneOf({ 'compose.yaml': `services:\n${services.join('')}` });
  const start = performance.now();
  const tables = portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS);
  const svg = drawSvg(tables);
  // A fifth of it, as a rule.
  expect(performance.now() - start).toBeLessThan(5000);
  expect(numbers(svg, /data-row="(\d+)"/g)).toHaveLength(2000);
  expect(xmlTexts(svg)).toContain('And 3000 more ports.');
  expect(xmlFault(svg)).toBeUndefined();
});

test('projects for which there is no room are counted', () => {
  const rows = Array.from({ length: 1100 }, () => rowOf());
  const svg = drawSvg([tableOf(rows), tableOf(rows, 'b.yaml'), tableOf(rows, 'c.yaml')]);
  expect(numbers(svg, /data-row="(\d+)"/g)).toHaveLength(1100);
  expect(xmlTexts(svg)).toContain('And 2 more projects.');
  expect(xmlTexts(svg).join()).not.toContain('more ports');
});
