import { t } from '@vscode/l10n';
import { type PortClass, portClass } from '../ports/port';
import { groupBy } from '../text/group-by';
import { shorten } from '../text/shorten';
import { escapeXml } from '../text/xml';
import { findingsText, isInConflict, type PortRow, type PortTable, titleOf, writtenHost } from './port-table';

/** The sizes of the drawing, in its own units, which are CSS pixels on a screen at 100%. */
const MIN_WIDTH = 360;
const MAX_WIDTH = 840;
const MARGIN = 20;
const LINE = 30;
const BOX = 24;
const TITLE = 34;

/** The most ports that one picture shows: nobody reads so many, and an editor is slow to draw more. */
const MAX_ROWS = 2000;

/** About how wide a letter is. */
const LETTER = 8;

/** The columns of a drawing, and about as much text as they hold; the whole is in the tooltips. */
interface Columns {
  readonly width: number;
  readonly host: { readonly x: number; readonly width: number };
  readonly unit: { readonly x: number; readonly width: number };
  readonly maxTitle: number;
  readonly maxBand: number;
  readonly maxHost: number;
  readonly maxUnit: number;
  /** Of its name, in bold letters. */
  readonly maxName: number;
}

function columnsIn(room: number): Columns {
  const width = Math.round(Math.min(Math.max(room, MIN_WIDTH), MAX_WIDTH));
  const host = { x: MARGIN, width: Math.max(145, Math.round(width * 0.31)) };
  const own = Math.round(width * 0.381);
  const unit = { x: width - MARGIN - own, width: own };
  return {
    width,
    host,
    unit,
    maxTitle: Math.floor(((width - 2 * MARGIN) * 9) / 80),
    maxBand: Math.floor((unit.x - host.x) / (LETTER - 1)),
    maxHost: Math.floor((host.width - 20) / LETTER),
    maxUnit: Math.floor((own - 16) / LETTER),
    maxName: Math.floor((own - 16) / (LETTER + 1)),
  };
}

export interface Drawing {
  /** What is said where there is no table. */
  readonly nothing?: string;
  /** How wide it may be, in its units; it is never so narrow that nothing could be read. */
  readonly width?: number;
}

/** The size of the text, in units of the drawing. */
const FONT_SIZE = 13;

/**
 * In VS Code its theme's colours, and as large as makes the text no smaller than the editor's; elsewhere, as in an
 * exported file, what stands behind the commas.
 */
const styleOf = (width: number, height: number) => `
svg.portolan { --unit: calc(max(${FONT_SIZE}px, var(--vscode-editor-font-size, 0px), var(--vscode-font-size, 0px)) / ${FONT_SIZE}); width: calc(var(--unit) * ${width}); height: calc(var(--unit) * ${height}); }
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
 * numbered (`data-row`) over all tables.
 */
export function drawSvg(
  tables: readonly PortTable[],
  { nothing = t('No project here publishes a port.'), width: room = MAX_WIDTH }: Drawing = {},
): string {
  const columns = columnsIn(room);
  const { width } = columns;
  let top = MARGIN;
  let rows = 0;
  const drawn: string[] = [];
  for (const table of tables) {
    if (rows + table.rows.length > MAX_ROWS && rows > 0) break;
    const shown = { ...table, rows: table.rows.slice(0, MAX_ROWS) };
    const { svg, height } = drawTable(shown, columns, top, rows);
    rows += table.rows.length;
    top += height + MARGIN;
    drawn.push(svg);
  }
  const left = tables.length - drawn.length;
  const notes = [
    ...(tables.length === 0 ? [nothing] : []),
    // More than fit stand alone in the picture.
    ...(rows > MAX_ROWS ? [t('And {0} more ports.', rows - MAX_ROWS)] : []),
    ...(left > 0 ? [t('And {0} more projects.', left)] : []),
  ];
  for (const note of notes) {
    drawn.push(`<text x="${MARGIN}" y="${top + LINE / 2}">${escapeXml(note)}</text>`);
    top += LINE;
  }
  const height = Math.max(top, 2 * MARGIN + LINE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="portolan" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="list" aria-label="${escapeXml(t('Ports'))}">`,
    `<style>${styleOf(width, height)}</style>`,
    '<defs><marker id="portolan-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawTable(
  table: PortTable,
  columns: Columns,
  top: number,
  firstRow: number,
): { readonly svg: string; readonly height: number } {
  const head = `<text class="project" x="${MARGIN}" y="${top + 16}">${textWithTitle(titleOf(table), columns.maxTitle)}</text>`;
  const start = top + TITLE;
  const hosts = placeHosts(table, columns, start);
  const units = placeUnits(table, columns, start);
  const rows = table.rows.map((row, index) =>
    drawRow(row, columns, firstRow + index, hosts.yOf.get(row) ?? start, units.yOf.get(row) ?? start),
  );
  const height = Math.max(hosts.end, units.end) - top;
  return { svg: [head, ...hosts.drawn, ...units.drawn, ...rows].join('\n'), height };
}

interface Column {
  readonly yOf: ReadonlyMap<PortRow, number>;
  readonly drawn: readonly string[];
  readonly end: number;
}

/** The left column: a band for each range of RFC 6335 that has ports. */
function placeHosts(table: PortTable, { host, maxBand }: Columns, start: number): Column {
  const yOf = new Map<PortRow, number>();
  const drawn: string[] = [];
  let y = start;
  let band: string | undefined;
  for (const row of table.rows) {
    const own = bandOf(row);
    if (own !== band) {
      if (band !== undefined) y += 8;
      drawn.push(`<text class="band" x="${host.x}" y="${y + 15}">${textWithTitle(own, maxBand)}</text>`);
      y += 24;
      band = own;
    }
    yOf.set(row, y + BOX / 2);
    y += LINE;
  }
  return { yOf, drawn, end: y };
}

/** The right column: a box for each unit, with its container ports. */
function placeUnits(table: PortTable, { unit: box, maxName }: Columns, start: number): Column {
  const byUnit = groupBy(table.rows, ({ unit }) => unit);
  const yOf = new Map<PortRow, number>();
  const drawn: string[] = [];
  let y = start;
  for (const [unit, rows] of byUnit) {
    const height = 26 + rows.length * LINE;
    drawn.push(
      `<rect class="box" x="${box.x}" y="${y}" width="${box.width}" height="${height}" rx="4"/>`,
      `<text x="${box.x + 12}" y="${y + 18}" font-weight="600">${textWithTitle(unit, maxName)}</text>`,
    );
    for (const [index, row] of rows.entries()) yOf.set(row, y + 26 + index * LINE + BOX / 2);
    y += height + 10;
  }
  return { yOf, drawn, end: y };
}

function drawRow(
  row: PortRow,
  { host, unit, maxHost, maxUnit }: Columns,
  index: number,
  hostY: number,
  unitY: number,
): string {
  const from = host.x + host.width;
  const to = unit.x - 2;
  const middle = (from + to) / 2;
  const target = `${row.target}/${row.protocol}${row.name === undefined ? '' : ` ${row.name}`}`;
  const said = spoken(row);
  return [
    `<g class="row${isInConflict(row) ? ' conflict' : ''}" role="listitem" tabindex="0" data-row="${index}" aria-label="${escapeXml(said)}">`,
    `<title>${escapeXml(said)}</title>`,
    `<rect class="port" x="${host.x}" y="${hostY - BOX / 2}" width="${host.width}" height="${BOX}" rx="4"/>`,
    `<text x="${host.x + 10}" y="${hostY + 5}">${escapeXml(shortHost(row, maxHost))}</text>`,
    `<path class="arrow" marker-end="url(#portolan-head)" d="M${from} ${hostY}C${middle} ${hostY} ${middle} ${unitY} ${to} ${unitY}"/>`,
    `<text x="${unit.x + 12}" y="${unitY + 5}">${escapeXml(shorten(target, maxUnit))}</text>`,
    '</g>',
  ].join('');
}

/** The host side in at most so many columns: what is left out is never the port. */
function shortHost(row: PortRow, most: number): string {
  const whole = writtenHost(row);
  const colon = row.host === undefined || row.address === undefined ? -1 : whole.lastIndexOf(':');
  if (colon < 0) return shorten(whole, most);
  const port = whole.slice(colon);
  return shorten(whole.slice(0, colon), Math.max(1, most - port.length)) + port;
}

/** The row as somebody hears it who does not see the picture. */
function spoken(row: PortRow): string {
  const { unit, target, protocol } = row;
  const what = row.isInside
    ? t('{0} in the cluster, to port {1}/{2} of {3}.', writtenHost(row), target, protocol, unit)
    : row.host === undefined
      ? t('A host port that Docker chooses, to container port {0}/{1} of {2}.', target, protocol, unit)
      : t('Host port {0} to container port {1}/{2} of {3}.', writtenHost(row), target, protocol, unit);
  return [what, ...findingsText(row)].join(' ');
}

function bandOf({ range, host, isInside }: PortRow): string {
  if (isInside) return t('In the cluster');
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
