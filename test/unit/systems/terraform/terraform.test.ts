// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Terraform puts values into texts.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { codeActionsIn } from '../../../../server/src/features/code-actions';
import { definitionAt } from '../../../../server/src/features/navigation';
import { rename } from '../../../../server/src/features/rename';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { applied, sceneOf, showRange } from '../../support/scene';

type Files = Readonly<Record<string, string>>;

async function listed(files: Files, path = 'main.tf'): Promise<readonly string[]> {
  const { workspace, document } = await sceneOf(files);
  return occurrencesIn(workspace, document(path)).map(({ role, range, span, protocol, unit }) =>
    [
      role,
      (files[path] ?? '').slice(span.start, span.end),
      range?.from ?? '?',
      protocol === 'tcp' ? '' : protocol,
      unit,
    ]
      .filter(part => part !== '')
      .join(' '),
  );
}

const task = (containers: string, rest = '') =>
  `resource "aws_ecs_task_definition" "app" {\n${rest}\n  container_definitions = ${containers}\n}\n`;

describe('what a module says', () => {
  test('of the containers of a task', async () => {
    const text = task(
      'jsonencode([\n{\nname = "web"\nportMappings = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]\nenvironment = [{ name = "PORT", value = "80" }, { name = "X", value = "81" }]\n},\n{ "name" : "dns", "portMappings" : [{ "containerPort" : 53, "protocol" : "udp" }, { containerPort = var.x }] },\n])',
      'network_mode = "awsvpc"',
    );
    expect(await listed({ 'main.tf': text })).toEqual([
      'containerPort 80 80 aws_ecs_task_definition.app/web',
      'containerPort 80 80 aws_ecs_task_definition.app/web',
      'variable 80 80 aws_ecs_task_definition.app/web',
      'containerPort 53 53 udp aws_ecs_task_definition.app/dns',
      'containerPort var.x ? aws_ecs_task_definition.app/dns',
    ]);
  });

  test('of the same in JSON, into which something is put', async () => {
    const text = task(
      '<<-JSON\n  [{"name": "😀", "image": "${join(",", ["{"])}", "portMappings": [{"hostPort": 15432, "containerPort": 5432}, {"containerPort": ${var.port}}, {"containerPort": 81, "hostPort": 0}]}]\n  JSON',
    );
    expect(await listed({ 'main.tf': text })).toEqual([
      'hostPort 15432 15432 aws_ecs_task_definition.app/😀',
      'containerPort 5432 5432 aws_ecs_task_definition.app/😀',
      'containerPort ${var.port} ? aws_ecs_task_definition.app/😀',
      'containerPort 81 81 aws_ecs_task_definition.app/😀',
    ]);
  });

  test('of what is worked out nothing but that a name gives a port', async () => {
    expect(
      await listed({ 'main.tf': task('jsonencode([for x in var.y : { containerPort = 80 }])') }),
    ).toEqual(['variable 80 80 ']);
    expect(await listed({ 'main.tf': task('data.template_file.x.rendered') })).toEqual([]);
    expect(await listed({ 'main.tf': task('<<X\nnot [json\nX') })).toEqual([]);
  });

  test('of load balancers and security groups', async () => {
    const text = `resource "aws_lb_listener" "web" {
  port     = "443"
  protocol = "HTTPS"
}
resource "aws_alb_target_group" "web" { port = 8080 }
resource "aws_lb_target_group" "geneve" {
  port     = 6081
  protocol = "GENEVE"
}
resource "aws_security_group" "web" {
  ingress {
    from_port = 80
    to_port   = 90
    protocol  = "tcp"
  }
  egress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
  }
}
resource "aws_vpc_security_group_ingress_rule" "dns" {
  from_port   = 53
  to_port     = 53
  ip_protocol = "udp"
}
`;
    expect(await listed({ 'main.tf': text })).toEqual([
      'listener 443 443 aws_lb_listener.web',
      'servicePort 8080 8080 aws_alb_target_group.web',
      'variable 6081 6081 ',
      'policy 80 80 aws_security_group.web/1',
      'policy 90 90 aws_security_group.web/1',
      'policy 53 53 udp aws_vpc_security_group_ingress_rule.dns',
      'policy 53 53 udp aws_vpc_security_group_ingress_rule.dns',
    ]);
  });

  test('of containers of Docker', async () => {
    const container = (name: string, rest = '') =>
      `resource "docker_container" "${name}" {\n${rest}\n  ports {\n    internal = 53\n    external = 5353\n    ip = "127.0.0.1"\n    protocol = "udp"\n  }\n}\n`;
    expect(await listed({ 'main.tf': container('a') + container('b', 'count = 2') })).toEqual([
      'target 53 53 udp docker_container.a',
      'published 5353 5353 udp docker_container.a',
      'containerPort 53 53 udp docker_container.b',
      'hostPort 5353 5353 udp docker_container.b',
    ]);
  });
});

const SERVICE = `resource "aws_ecs_service" "app" {
  task_definition = aws_ecs_task_definition.app.arn
  load_balancer {
    container_name = "web"
    container_port = 3000
  }
}
`;

const FILES: Files = {
  Dockerfile: 'FROM node:22\nEXPOSE 3000\n',
  'compose.yaml': 'services:\n  web:\n    build: .\n    image: acme/web\n    ports: ["80:3000"]\n',
  'infra/task.tf': task(
    'jsonencode([{\n    name = "web"\n    image = "acme/web"\n    portMappings = [{ containerPort = local.port, hostPort = local.port }]\n  }])',
    'network_mode = "awsvpc"',
  ),
  'infra/service.tf': SERVICE,
  'infra/locals.tf': 'locals {\n  port = 3000\n}\n',
};

describe('a port of a container', () => {
  const at = (files: Files, path: string, part: string) => ({
    ...files,
    [path]: (files[path] ?? '').replace(part, `‸${part}`),
  });

  test('is where a load balancer leads', async () => {
    const scene = await sceneOf(at(FILES, 'infra/service.tf', '3000'));
    const { document, position } = scene.spot;
    const places = definitionAt(scene.workspace, document, position);
    expect(places.map(({ uri, range }) => showRange(scene, uri, range))).toContain(
      'infra/task.tf:6 "local.port"',
    );
  });

  test.each(['Dockerfile', 'compose.yaml', 'infra/service.tf', 'infra/task.tf'])(
    'moves from %s, and back',
    async path => {
      const move = async (files: Files, from: string, to: string) => {
        const part = path === 'infra/task.tf' ? 'local.port' : from;
        const scene = await sceneOf(at(files, path, part));
        const result = rename(scene.workspace, scene.spot.document, scene.spot.position, to);
        if ('refusal' in result) throw new Error(result.refusal);
        return { ...files, ...Object.fromEntries(applied(scene, result.edits)) };
      };
      const there = await move(FILES, '3000', '4100');
      expect(there).toEqual(
        Object.fromEntries(
          Object.entries(FILES).map(([name, text]) => [name, text.replaceAll('3000', '4100')]),
        ),
      );
      expect(await move(there, '4100', '3000')).toEqual(FILES);
    },
  );

  test('of a rule moves at both of its ends', async () => {
    const rule =
      'resource "aws_security_group_rule" "a" {\n  protocol = "tcp"\n  from_port = ‸80\n  to_port = 80\n}\n';
    const scene = await sceneOf({ 'main.tf': `${rule}${rule.replace('‸', '').replace('"a"', '"b"')}` });
    const result = rename(scene.workspace, scene.spot.document, scene.spot.position, '8000');
    expect('edits' in result && result.edits.length).toBe(2);
  });
});

describe('what is found', () => {
  const findingsOf = async (text: string) => {
    const { workspace, document } = await sceneOf({ 'main.tf': text });
    return findingsIn(workspace, document('main.tf'), DEFAULT_SETTINGS)
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);
  };
  const ports = (mapping: string, rest = '') =>
    task(`jsonencode([{ name = "web", portMappings = [${mapping}] }])`, rest);
  const docker = (name: string, rest = '') =>
    `resource "docker_container" "${name}" {\n${rest}\nports {\ninternal = 80\nexternal = 8000\n}\n}\n`;

  // By the API reference of Amazon ECS (`PortMapping`, `LoadBalancer`).
  test.each([
    [
      'another port of the host with awsvpc',
      ports('{ containerPort = 80, hostPort = 8080 }', 'network_mode = "awsvpc"'),
      ['invalid-port 8080'],
    ],
    [
      'with the network of the host',
      ports('{ containerPort = 80, hostPort = 8080 }', 'network_mode = "host"'),
      ['invalid-port 8080'],
    ],
    ['on a bridge', ports('{ containerPort = 80, hostPort = 8080 }', 'network_mode = "bridge"'), []],
    ['where nothing is said', ports('{ containerPort = 80, hostPort = 8080 }'), []],
    ['where it is worked out', ports('{ containerPort = 80, hostPort = 8080 }', 'network_mode = var.x'), []],
    ['a port that ECS chooses', ports('{ containerPort = 80, hostPort = 0 }', 'network_mode = "awsvpc"'), []],
    ['a variable', ports('{ containerPort = 80, hostPort = var.x }', 'network_mode = "awsvpc"'), []],
    ['a load balancer that leads nowhere', ports('{ containerPort = 80 }') + SERVICE, ['unknown-port 3000']],
    ['to a container of which not all is known', ports('{ containerPort = var.x }') + SERVICE, []],
    ['to a container without ports', task('jsonencode([{ name = "web" }])') + SERVICE, []],
    [
      'to whichever task',
      ports('{ containerPort = 80 }') + SERVICE.replace('aws_ecs_task_definition.app.arn', 'var.task'),
      [],
    ],
    ['two containers on one port', docker('a') + docker('b'), ['port-conflict 8000', 'port-conflict 8000']],
    ['one of which there may be none', docker('a') + docker('b', 'count = var.x ? 1 : 0'), []],
    ['on machines of their own', docker('a') + docker('b', 'provider = docker.other'), []],
    ['one of which is only made', docker('a') + docker('b', 'start = false'), []],
    [
      'on addresses that are worked out apart',
      docker('a').replace('external', 'ip = var.lan\nexternal') +
        docker('b').replace('external', 'ip = var.vpn\nexternal'),
      [],
    ],
    [
      'by protocols that are worked out',
      docker('a').replace('external', 'protocol = var.p\nexternal') +
        docker('b').replace('external', 'protocol = var.q\nexternal'),
      [],
    ],
    [
      'by a protocol that a local value gives',
      `locals {\np = "udp"\n}\n${docker('a').replace('external', 'protocol = local.p\nexternal')}${docker('b')}`,
      [],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await findingsOf(text)).toEqual(expected);
  });

  test.each([
    ['var.a', 'var.b', 0],
    ['local.base + 1', 'local.base + 2', 0],
    ['lookup(var.ports, "a")', 'lookup(var.ports, "b")', 0],
    ['var.x ? 8080 : 8081', 'var.x ? 8081 : 8080', 0],
    ['"${var.q}1"', '"${var.q}2"', 0],
    ['null', 'null', 0],
    ['var.a', 'var.a', 2],
    ['local.base + 1', 'local.base  +  1', 2],
  ])('%s and %s on the host: %d findings', async (first, second, count) => {
    const text = docker('a').replace('8000', first) + docker('b').replace('8000', second);
    const { workspace, document } = await sceneOf({ 'main.tf': text });
    const findings = findingsIn(workspace, document('main.tf'), DEFAULT_SETTINGS);
    expect(findings.filter(({ rule }) => rule === 'port-conflict')).toHaveLength(count);
  });

  test('is mended', async () => {
    const text = ports('{ containerPort = 80, hostPort = ‸8080 }', 'network_mode = "awsvpc"');
    const scene = await sceneOf({ 'main.tf': text });
    const { document, position } = scene.spot;
    const actions = codeActionsIn(
      scene.workspace,
      document,
      { start: position, end: position },
      { diagnostics: [] },
      DEFAULT_SETTINGS,
      () => 1,
      { documentChanges: true, relatedInformation: true, codeDescriptions: true },
    );
    expect(actions.map(({ title }) => title)).toContain('Write 80');
  });
});
