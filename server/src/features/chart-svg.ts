import { t } from '@vscode/l10n';
import { groupBy } from '../chart/group-by';
import { type PortClass, portClass } from '../ports/port';
import { findingsText, isInConflict, type PortRow, type PortTable, titleOf, writtenHost } from './port-table';

/** The sizes of the drawing, in its own units, which are CSS pixels on a screen at 100%. */
const WIDTH = 840;
const MARGIN = 20;
const LINE = 30;
const BOX = 24;
const TITLE = 34;
const HOST = { x: MARGIN, width: 260 };
const SERVICE = { x: 500, width: WIDTH - MARGIN - 500 };

/** About as much text as the boxes hold; the whole is in the tooltip. */
const MAX_HOST = 30;
const MAX_SERVICE = 38;

/** The size of the text, in units of the drawing. */
const FONT_SIZE = 13;

/**
 * In VS Code its theme's colours, and as large as makes the text no smaller than the editor's; elsewhere, as in an
 * exported file, what stands behind the commas.
 */
const styleOf = (height: number) => `
svg.portolan { --unit: calc(max(${FONT_SIZE}px, var(--vscode-editor-font-size, 0px), var(--vscode-font-size, 0px)) / ${FONT_SIZE}); width: calc(var(--unit) * ${WIDTH}); height: calc(var(--unit) * ${height}); }
.portolan { font: ${FONT_SIZE}px var(--vscode-font-family, system-ui, sans-serif); --ink: var(--vscode-foreground, #24292f); --paper: var(--vscode-editor-background, #ffffff); --box: var(--vscode-editorWidget-background, #eef2f6); --line: var(--vscode-charts-lines, #8aa0b4); --port: var(--vscode-charts-blue, #1f6feb); --conflict: var(--vscode-editorError-foreground, #cf222e); --faint: var(--vscode-descriptionForeground, #57606a); }
@media (prefers-color-scheme: dark) { .portolan { --ink: var(--vscode-foreground, #e6edf3); --paper: var(--vscode-editor-background, #0d1117); --box: var(--vscode-editorWidget-background, #161b22); --conflict: var(--vscode-editorError-foreground, #ff7b72); --faint: var(--vscode-descriptionForeground, #9198a1); --port: var(--vscode-charts-blue, #58a6ff); } }
.portolan .paper { fill: var(--paper); }
.portolan text { fill: var(--ink); }
.portolan .project { font-size: 15px; font-weight: 600; }
.portolan .band { fill: var(--faint); }
.portolan .box { fill: var(--box); stroke: var(--line); }
.portolan .port { fill: var(--box); stroke: var(--port); }
.portolan .arrow { fill: none; stroke: var(--line); stroke-width: 1.5; }
.portolan .head { fill: var(--line); }
.portolan .conflict .port, .portolan .conflict .arrow { stroke: var(--conflict); stroke-width: 2; }
.portolan .conflict text { fill: var(--conflict); }
.portolan .row { outline: none; }
.portolan .row:focus-visible .port, .portolan .row:hover .port { stroke-width: 3; }
.portolan .row:focus-visible .arrow, .portolan .row:hover .arrow { stroke: var(--port); stroke-width: 2.5; }
.portolan .row.conflict:focus-visible .arrow, .portolan .row.conflict:hover .arrow { stroke: var(--conflict); }
`;

/**
 * The chart as a picture: the host's ports in their ranges, arrows to containers, conflicts in red. Its rows are
 * numbered (`data-row`) over all tables. What it says where there is no table may be given.
 */
export function chartSvg(
  tables: readonly PortTable[],
  nothing = t('No project here publishes a port.'),
): string {
  let top = MARGIN;
  let rows = 0;
  const drawn = tables.map(table => {
    const { svg, height } = drawTable(table, top, rows);
    rows += table.rows.length;
    top += height + MARGIN;
    return svg;
  });
  const height = Math.max(top, 2 * MARGIN + LINE);
  const empty = `<text x="${MARGIN}" y="${MARGIN + LINE / 2}">${escapeXml(nothing)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="portolan" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="list" aria-label="${escapeXml(t('Ports'))}">`,
    `<style>${styleOf(height)}</style>`,
    '<defs><marker id="portolan-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...(tables.length === 0 ? [empty] : drawn),
    '</svg>\n',
  ].join('\n');
}

function drawTable(
  table: PortTable,
  top: number,
  firstRow: number,
): { readonly svg: string; readonly height: number } {
  const head = `<text class="project" x="${MARGIN}" y="${top + 16}">${textWithTitle(titleOf(table), 90)}</text>`;
  const start = top + TITLE;
  const hosts = placeHosts(table, start);
  const services = placeServices(table, start);
  const rows = table.rows.map((row, index) =>
    drawRow(row, firstRow + index, hosts.yOf.get(row) ?? start, services.yOf.get(row) ?? start),
  );
  const height = Math.max(hosts.end, services.end) - top;
  return { svg: [head, ...hosts.drawn, ...services.drawn, ...rows].join('\n'), height };
}

interface Column {
  readonly yOf: ReadonlyMap<PortRow, number>;
  readonly drawn: readonly string[];
  readonly end: number;
}

/** The left column: a band for each range of RFC 6335 that has ports. */
function placeHosts(table: PortTable, start: number): Column {
  const yOf = new Map<PortRow, number>();
  const drawn: string[] = [];
  let y = start;
  let band: string | undefined;
  for (const row of table.rows) {
    const own = bandOf(row);
    if (own !== band) {
      if (band !== undefined) y += 8;
      drawn.push(`<text class="band" x="${HOST.x}" y="${y + 15}">${escapeXml(own)}</text>`);
      y += 24;
      band = own;
    }
    yOf.set(row, y + BOX / 2);
    y += LINE;
  }
  return { yOf, drawn, end: y };
}

/** The right column: a box for each service, with its container ports. */
function placeServices(table: PortTable, start: number): Column {
  const byService = groupBy(table.rows, ({ service }) => service);
  const yOf = new Map<PortRow, number>();
  const drawn: string[] = [];
  let y = start;
  for (const [service, rows] of byService) {
    const height = 26 + rows.length * LINE;
    drawn.push(
      `<rect class="box" x="${SERVICE.x}" y="${y}" width="${SERVICE.width}" height="${height}" rx="4"/>`,
      `<text x="${SERVICE.x + 12}" y="${y + 18}" font-weight="600">${textWithTitle(service, MAX_SERVICE)}</text>`,
    );
    for (const [index, row] of rows.entries()) yOf.set(row, y + 26 + index * LINE + BOX / 2);
    y += height + 10;
  }
  return { yOf, drawn, end: y };
}

function drawRow(row: PortRow, index: number, hostY: number, serviceY: number): string {
  const from = HOST.x + HOST.width;
  const to = SERVICE.x - 2;
  const middle = (from + to) / 2;
  const target = `${row.target}/${row.protocol}${row.name === undefined ? '' : ` ${row.name}`}`;
  const said = spoken(row);
  return [
    `<g class="row${isInConflict(row) ? ' conflict' : ''}" role="listitem" tabindex="0" data-row="${index}" aria-label="${escapeXml(said)}">`,
    `<title>${escapeXml(said)}</title>`,
    `<rect class="port" x="${HOST.x}" y="${hostY - BOX / 2}" width="${HOST.width}" height="${BOX}" rx="4"/>`,
    `<text x="${HOST.x + 10}" y="${hostY + 5}">${escapeXml(shorten(writtenHost(row), MAX_HOST))}</text>`,
    `<path class="arrow" marker-end="url(#portolan-head)" d="M${from} ${hostY}C${middle} ${hostY} ${middle} ${serviceY} ${to} ${serviceY}"/>`,
    `<text x="${SERVICE.x + 12}" y="${serviceY + 5}">${escapeXml(shorten(target, MAX_SERVICE))}</text>`,
    '</g>',
  ].join('');
}

/** The row as somebody hears it who does not see the picture. */
function spoken(row: PortRow): string {
  const { service, target, protocol } = row;
  const what =
    row.host === undefined
      ? t('A host port that Docker chooses, to container port {0}/{1} of {2}.', target, protocol, service)
      : t('Host port {0} to container port {1}/{2} of {3}.', writtenHost(row), target, protocol, service);
  return [what, ...findingsText(row)].join(' ');
}

function bandOf({ range, host }: PortRow): string {
  if (range) return bandName(portClass(range.from));
  return host === undefined ? t('Chosen by Docker') : t('Set by variables that are not known');
}

function bandName(kind: PortClass): string {
  switch (kind) {
    case 'system':
      return t('System ports, 0 to 1023');
    case 'user':
      return t('User ports, 1024 to 49151');
    case 'dynamic':
      return t('Dynamic ports, 49152 to 65535');
  }
}

function textWithTitle(text: string, most: number): string {
  return `${escapeXml(shorten(text, most))}<title>${escapeXml(text)}</title>`;
}

/** Text in at most so many columns, without its middle where it is longer: names that are alike differ at their ends. */
function shorten(text: string, most: number): string {
  const characters = [...text];
  if (columnsOf(characters) <= most) return text;
  // The sign that something is left out takes a column.
  const start = fitting(characters, Math.ceil((most - 1) / 2));
  const end = fitting(characters.toReversed(), most - 1 - columnsOf(start)).toReversed();
  return `${start.join('')}…${end.join('')}`;
}

function fitting(characters: readonly string[], columns: number): readonly string[] {
  let room = columns;
  const tooMuch = characters.findIndex(character => {
    room -= columnsOf([character]);
    return room < 0;
  });
  return characters.slice(0, tooMuch);
}

/** What East Asian scripts and pictures take is twice what a letter takes. */
function columnsOf(characters: readonly string[]): number {
  return characters.length + characters.filter(one => /[\u1100-\uFFDC\u{1F000}-\u{3FFFF}]/u.test(one)).length;
}

/** A text in XML, which cannot hold control characters or half a pair of surrogates at all. */
function escapeXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\u{FFFD}')
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
