// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose and Dockerfiles write variables like this.
import type { Random } from './random';

/** What is put into texts: pieces that mean something to a format, and those that no format expects. */
const TOKENS = [
  'listen ',
  'server {',
  ' default_server',
  'include *;',
  '"forwardPorts": [',
  '80',
  '8080',
  '0',
  '65535',
  '65536',
  '99999999999999999999',
  '3000-3005',
  '5-1',
  '22:22',
  '"80:80"',
  '- "127.0.0.1:8080:80/udp"\n',
  '- "[::1]:80:80"\n',
  '- target: 80\n  published: "8080"\n',
  '- {target: 80, published: 8080-8090}\n',
  '::',
  ':',
  ': ',
  '-',
  '- ',
  '/',
  '/udp',
  '#',
  ' # ',
  '# portolan-ignore\n',
  '# portolan-ignore: port-conflict, privileged-port\n',
  '# portolan-ignore-file\n',
  '$',
  '$$',
  '${',
  '}',
  '$PORT',
  '${PORT}',
  '${PORT:-8080}',
  '${A:-${B:-${C:-80}}}',
  '${PORT:?no port}',
  '${PORT+1}',
  '[',
  ']',
  '{',
  '{}',
  '[[[[[[[[',
  '{a: {a: {a: ',
  '- - - - - - ',
  '"',
  "'",
  '\\',
  '\\\n',
  '\u0085',
  '\u2028',
  '|\n',
  '>-\n',
  '&a ',
  '*a',
  '&one "80:80"',
  '<<: *a\n',
  '<<: [*a, *one]\n',
  '!reset ',
  '!override ',
  '!!str ',
  '!<tag:x> ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '? ',
  'services:\n',
  '  web:\n',
  '    ports:\n',
  '    expose: [80]\n',
  '    network_mode: host\n',
  '    network_mode: service:web\n',
  '    extends: web\n',
  '    extends: {file: common.yaml, service: base}\n',
  '    scale: 3\n',
  '    deploy: {replicas: 2}\n',
  '    profiles: [dev]\n',
  '    depends_on: [api]\n',
  '    build: .\n',
  '    env_file: .env\n',
  'include: [infra/stack.yaml]\n',
  'COMPOSE_FILE=compose.yaml:compose.dev.yaml\n',
  'COMPOSE_PROFILES=dev\n',
  'PORT=8080\n',
  'A="x\n',
  'export B=$A$A\n',
  'FROM nginx AS web\n',
  'FROM web\n',
  'EXPOSE 80 443/udp\n',
  'EXPOSE $PORT\n',
  'EXPOSE 7000-7010\n',
  'ARG PORT=80\n',
  'ENV PORT=80 B=$PORT\n',
  'ENV PORT 80\n',
  'ONBUILD EXPOSE 80\n',
  'HEALTHCHECK CMD curl http://localhost:80/\n',
  'RUN <<EOF\n',
  'EOF\n',
  '# escape=`\n',
  '`\n',
  'apiVersion: v1\n',
  'kind: Service\n',
  'kind: Pod\n',
  'kind: List\nitems:\n',
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}\n---\n',
  'metadata: {name: web, namespace: prod}\n',
  'containerPort: 8080',
  'targetPort: http\n',
  'hostNetwork: true\n',
  '- {name: http, containerPort: 80}\n',
  '\n---\n',
  '--- # next\n',
  '{{ .Values.service.port }}',
  '{{- if .Values.a }}\n',
  '{{- end }}\n',
  '{{ .Values.port | default 8080 }}',
  '{{/* ',
  ' */}}',
  '{{',
  '}}',
  '{{`',
  '{{ "',
  '\uE002\uE002',
  'http://localhost:8080/',
  'http://localhost/',
  'http://web:80/x',
  'jdbc:postgresql://db:5432/x',
  'mongodb://a:1,b:2/',
  'https://user:pass@[::1]:8443/',
  '://',
  'localhost:3000',
  'host.docker.internal:9',
  'registry.local:5000/app:1.2',
  '\t',
  ' ',
  '  ',
  '    ',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '\u0000',
  '\uFEFF',
  '\uD83D',
  '\uDEA2',
  '🚢',
  'é',
  '\u2028',
  '\u0085',
  '\uE000PORT\uE001',
  '__proto__',
  'constructor',
  '<<',
  '~',
  'null',
  'true',
  '1e3',
  '0x1F90',
  '0o17',
  '8_080',
] as const;

/** One replacement in a text, by UTF-16 offsets. */
export interface Change {
  readonly start: number;
  readonly removed: number;
  readonly inserted: string;
}

export function apply(text: string, { start, removed, inserted }: Change): string {
  const from = Math.min(start, text.length);
  return text.slice(0, from) + inserted + text.slice(Math.min(from + removed, text.length));
}

/** A random change of a text; `other` is a text to take pieces from. */
export function changeOf(random: Random, text: string, other: string): Change {
  const start = random.below(text.length + 1);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      return { start, removed: 0, inserted: random.pick(TOKENS) };
    case 3:
      return { start, removed: 1 + random.below(3), inserted: random.pick(TOKENS) };
    case 4:
      return { start, removed: 1, inserted: '' };
    case 5:
      return { start, removed: random.below(40), inserted: '' };
    case 6:
      return digits(random, text, start);
    case 7:
      return {
        start: lineStart(text, start),
        removed: 0,
        inserted: line(other, random.below(other.length + 1)),
      };
    case 8: {
      const from = lineStart(text, start);
      return { start: from, removed: line(text, from).length, inserted: '' };
    }
    case 9:
      return { start: lineStart(text, start), removed: 0, inserted: ' '.repeat(1 + random.below(6)) };
    case 10: {
      const from = random.below(other.length + 1);
      return { start, removed: 0, inserted: other.slice(from, from + random.below(120)) };
    }
    default:
      return { start, removed: 0, inserted: String.fromCharCode(unit(random)) };
  }
}

/** Mostly ASCII, but any UTF-16 unit may come. */
function unit(random: Random): number {
  return random.oneIn(4) ? random.below(0x10000) : random.below(0x80);
}

/** Changes the digits that stand next, as a person who edits a port does. */
function digits(random: Random, text: string, near: number): Change {
  const found = /\d+/.exec(text.slice(near, near + 400));
  const start = near + (found?.index ?? 0);
  return {
    start,
    removed: found?.[0].length ?? 0,
    inserted: String(random.below(random.oneIn(2) ? 10_000 : 70_000)),
  };
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function line(text: string, offset: number): string {
  const from = lineStart(text, offset);
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? text.length : end + 1);
}
