// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Nomad writes its variables.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { hoverAt } from '../../../../server/src/features/hover';
import { definitionAt } from '../../../../server/src/features/navigation';
import { rename } from '../../../../server/src/features/rename';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { applied, sceneOf, showRange } from '../../support/scene';

const JOB = `job "shop" {
  group "web" {
    network {
      mode = "bridge"
      port "http" {
        static = 8080
        to     = 80
      }
      port "db" {}
      port "ui" { static = "9000" }
      port "met" { to = var.metrics }
    }
    service {
      name = "web"
      port = "http"
      check {
        type = "http"
        port = "http"
      }
    }
    service { port = "80" }
    task "web" {
      driver = "docker"
      config {
        image = "nginx"
        ports = ["http", "db", "met"]
      }
      env { DB = "db:\${NOMAD_PORT_db}" }
      template {
        data = <<EOF
url = http://{{ env "NOMAD_ADDR_http" }} NOMAD_PORT_other
EOF
      }
    }
  }
}
`;

async function listed(text: string): Promise<readonly string[]> {
  const { workspace, document } = await sceneOf({ 'a.nomad': text });
  return occurrencesIn(workspace, document('a.nomad')).map(({ role, range, name, span, unit }) =>
    [role, text.slice(span.start, span.end), name === undefined ? '' : `= ${range?.from ?? '?'}`, unit]
      .filter(Boolean)
      .join(' '),
  );
}

describe('what a job says', () => {
  test('of the ports of a group, and of those who use them', async () => {
    expect(await listed(JOB)).toEqual([
      'containerPort http = 80 shop/web',
      'hostPort 8080 shop/web',
      'containerPort 80 shop/web',
      'containerPort db = ? shop/web',
      'containerPort ui = 9000 shop/web',
      'hostPort 9000 shop/web',
      'containerPort met = ? shop/web',
      'use http = 80 shop/web',
      'probe http = 80 shop/web',
      'use 80 shop/web',
      'use http = 80 shop/web',
      'use db = ? shop/web',
      'use met = ? shop/web',
      'use db = ? shop/web',
      'use http = 80 shop/web',
    ]);
  });

  test('a task with a network of its own has its labels for itself', async () => {
    const task = (name: string) =>
      `task "${name}" {\nresources {\nnetwork {\nport "http" { static = 80 }\n}\n}\nservice { port = "http" }\n}\n`;
    expect(await listed(`job "a" {\ngroup "b" {\n${task('x')}${task('y')}}\n}\n`)).toEqual([
      'containerPort http = 80 a/b/x',
      'hostPort 80 a/b/x',
      'use http = 80 a/b/x',
      'containerPort http = 80 a/b/y',
      'hostPort 80 a/b/y',
      'use http = 80 a/b/y',
    ]);
  });

  test('is known by its name and what it holds', () => {
    expect(formatOf('file:///a.nomad', JOB)).toBe('nomad');
    expect(formatOf('file:///a.nomad.hcl', JOB)).toBe('nomad');
    expect(formatOf('file:///jobs/a.hcl', JOB)).toBe('nomad');
    expect(formatOf('file:///a.nomad', 'description "Nomad"\nstart on runlevel [2345]\n')).toBe('text');
    expect(formatOf('file:///policy.hcl', 'job = "x"\n')).toBe('text');
  });
});

describe('the name of a port', () => {
  const at = (part: string, offset = 0) => {
    const index = JOB.indexOf(part) + offset;
    return { 'a.nomad': `${JOB.slice(0, index)}‸${JOB.slice(index)}` };
  };

  test('leads to the port', async () => {
    const scene = await sceneOf(at('NOMAD_ADDR_http', 12));
    const { document, position } = scene.spot;
    const places = definitionAt(scene.workspace, document, position);
    expect(places.map(({ uri, range }) => showRange(scene, uri, range))).toContain('a.nomad:5 "http"');
    const hover = hoverAt(scene.workspace, document, position);
    expect(JSON.stringify(hover)).toContain('**http** (80/tcp) of `shop/web`, used here');
  });

  test.each([
    ['http', 'port "http" {', 6],
    ['http', 'ports = ["http"', 10],
    ['http', 'port = "http"', 8],
    ['db', 'NOMAD_PORT_db', 11],
    ['db', 'port "db"', 6],
  ] as const)('%s moves from %s, and back', async (name, part, offset) => {
    const move = async (files: Readonly<Record<string, string>>, newName: string) => {
      const scene = await sceneOf(files);
      const result = rename(scene.workspace, scene.spot.document, scene.spot.position, newName);
      if ('refusal' in result) throw new Error(result.refusal);
      return applied(scene, result.edits).get('a.nomad') ?? '';
    };
    const there = await move(at(part, offset), 'api');
    // Not the type of the check, and not the scheme of the URL.
    const whole = new RegExp(
      `(?<=port "|ports = \\["|, "|port = "|NOMAD_PORT_|NOMAD_ADDR_)${name}(?=["}])`,
      'g',
    );
    expect(there).toBe(JOB.replace(whole, 'api'));
    const index = JOB.indexOf(part) + offset;
    // What stands before the place may have become longer.
    const shift = (JOB.slice(0, index).match(whole)?.length ?? 0) * ('api'.length - name.length);
    const caret = index + shift;
    expect(await move({ 'a.nomad': `${there.slice(0, caret)}‸${there.slice(caret)}` }, name)).toBe(JOB);
  });
});

describe('what is found', () => {
  const findingsOf = async (text: string) => {
    const { workspace, document } = await sceneOf({ 'a.nomad': text });
    return findingsIn(workspace, document('a.nomad'), DEFAULT_SETTINGS)
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);
  };
  const job = (network: string, rest = '') =>
    `job "a" {\ngroup "b" {\nnetwork {\n${network}\n}\n${rest}\n}\n}\n`;

  // By `TaskGroup.validateNetworks`, `validateServices` and the driver for Docker.
  test.each([
    ['nothing', JOB, []],
    [
      'a port of the machine twice',
      job('port "x" { static = 80 }\nport "y" { static = "80" }'),
      ['port-conflict 80'],
    ],
    [
      'in networks of their own',
      job('port "x" { static = 80 }\nport "y" {\nstatic = 80\nhost_network = "lan"\n}'),
      [],
    ],
    [
      'that may collide',
      job('port "x" { static = 80 }\nport "y" {\nstatic = 80\nignore_collision = true\n}'),
      [],
    ],
    ['ports that Nomad chooses', job('port "x" { static = 0 }\nport "y" { static = 0 }'), []],
    ['one port inside twice', job('port "x" { to = 80 }\nport "y" { to = 80 }'), []],
    ['a name twice', job('port "x" {}\nport "x" { to = 80 }'), ['port-conflict x']],
    [
      'no ports',
      job('port "x" { static = 70000 }\nport "y" { to = 65536 }'),
      ['invalid-port 70000', 'invalid-port 65536'],
    ],
    [
      'what is worked out',
      job('port "x" { static = var.a }\nport "y" { static = var.a }\nport "z" { to = -1 }'),
      [],
    ],
    [
      'a name that no port has',
      job('port "x" {}', 'service {\nport = "y"\n}\ntask "t" {\nconfig { ports = ["z"] }\n}'),
      ['unknown-port y', 'unknown-port z'],
    ],
    ['names that may come', job('dynamic "port" {}', 'service { port = "y" }'), []],
    ['a name that is put in', job('port "${x}" {}', 'service { port = "y" }'), []],
    ['a template', `[[ if x ]]\n${job('port "x" {}', 'service { port = "y" }')}`, []],
    [
      'two groups',
      `job "a" {\n${['b', 'c'].map(name => `group "${name}" {\nnetwork { port "x" { static = 80 } }\n}\n`).join('')}}\n`,
      [],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await findingsOf(text)).toEqual(expected);
  });
});
