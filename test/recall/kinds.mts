// The kinds of places where ports are written, each as which lines of which files may hold one. They know nothing of how
// Portolan reads: what a line holds is for a person to say, who labels it.

/** A kind of place: the files that may have it, and lines that may be one. */
export interface Kind {
  readonly id: string;
  readonly files: RegExp;
  /** What the whole text of a file must hold. */
  readonly holds?: RegExp;
  readonly line: RegExp;
}

const YAML = /\.ya?ml$/i;
const SETTINGS = /\.(?:ya?ml|toml|ini|cfg|conf|properties|json|env)$|(?:^|\/)\.?env[^/]*$/i;
const COMPOSE = /compose[^/]*\.ya?ml$/i;
const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i;

export const KINDS: readonly Kind[] = [
  {
    id: 'docker run -p',
    files: /\.(?:sh|md|mk|ya?ml)$|(?:^|\/)(?:makefile|justfile|package\.json)$/i,
    holds: /(?:docker|podman)[^\n]*\srun\b/,
    line: /(?:^|\s)(?:-p|--publish)[ =]["']?[\w.$"{}-]*:?\d{2,5}/,
  },
  {
    id: 'Traefik labels',
    files: YAML,
    line: /(?:server\.port|traefik\.port|traefik[\w.-]*address)["']?[=:]/i,
  },
  {
    id: 'options',
    files: /\.(?:sh|md|mk|ya?ml|json|service)$|(?:^|\/)(?:(?:make|just|proc)file|[\w.-]*dockerfile[\w.-]*)$/i,
    line: /\s--?[\w-]*port[= ]["']?\d{2,5}\b/,
  },
  { id: 'nginx listen', files: /(?:nginx|\.conf|\.template)/i, holds: /\bserver\s*\{/, line: /^\s*listen\s/ },
  {
    id: ':8080 addresses',
    files: SETTINGS,
    line: /["'\s=](?:0\.0\.0\.0|\[::\]|\*)?:\d{2,5}["'\s]|["'\s=](?:0\.0\.0\.0|\[::\]|\*)?:\d{2,5}$/,
  },
  { id: 'port = N', files: SETTINGS, line: /(?:\b|[_.-])port["']?\s*[:=]\s*["']?\d{2,5}\b/i },
  { id: 'dev containers', files: /devcontainer[^/]*\.json$/i, line: /(?:^|[^\w.])\d{2,5}(?![\w.])/ },
  {
    id: 'workflows',
    files: WORKFLOW,
    line: /^\s*-\s*["']?\d{2,5}(?::\d{2,5})?(?:\/\w+)?["']?\s*$|port\w*["']?\s*[:=]\s*["']?\d|[a-z]:\d{2,5}\b/i,
  },
  {
    id: 'development servers',
    files:
      /\.config\.[cm]?[jt]s$|(?:^|\/)(?:angular\.json|package\.json|launchSettings\.json|application[\w-]*\.(?:ya?ml|properties)|bootstrap\.ya?ml|Procfile[\w.]*)$/,
    line: /port["']?[\s:=]+["']?\d{2,5}\b|\s-p[ =]?\d{4,5}\b|:\d{4,5}\b/i,
  },
  {
    id: 'Compose',
    files: COMPOSE,
    line: /^\s*-\s*["']?[\w.:${}[\]-]*\d{2,5}(?::\d{2,5})?(?:\/\w+)?["']?\s*(?:#.*)?$|(?:published|target|port\w*)["']?\s*[:=]\s*["']?\d|[a-z]:\d{2,5}\b/i,
  },
  {
    id: 'Dockerfiles',
    files: /(?:^|\/)[\w.-]*(?:Docker|Container)file[\w.-]*$/i,
    line: /^\s*EXPOSE\s|^\s*(?:ENV|ARG)\s.*port.*\d|[\w*]?:\d{2,5}\b/i,
  },
  {
    id: 'manifests',
    files: YAML,
    holds: /^apiVersion:[\s\S]*^kind:|^kind:[\s\S]*^apiVersion:/m,
    line: /(?:port|number)["']?:\s*["']?\d{2,5}\b/i,
  },
  { id: 'Caddyfile', files: /(?:^|\/)[\w.-]*Caddyfile[\w.-]*$/, line: /:\d{2,5}\b|port\s+\d/ },
  {
    id: 'Apache',
    files: /\.conf(?:\.\w+)?$|apache|httpd/i,
    holds: /<VirtualHost|^\s*(?:DocumentRoot|ServerName|ProxyPass)\s/m,
    line: /^\s*(?:Listen|<VirtualHost|ProxyPass\w*|ServerName|BalancerMember|NameVirtualHost)\b.*\d/i,
  },
  {
    id: 'HAProxy',
    files: /haproxy|\.cfg/i,
    holds: /^\s*(?:frontend|backend|listen)\s/m,
    line: /^\s*(?:bind|server|peer)\b.*:\d{2,5}\b|\sport\s+\d/,
  },
  {
    id: 'Quadlet',
    files: /\.(?:container|pod|kube|socket)$/,
    line: /(?:Port|Listen\w*)=.*\d|:\d{2,5}\b|port\w*=\d/i,
  },
  {
    id: 'URLs in configuration',
    files: SETTINGS,
    line: /:\/\/[\w.${}@:-]+:\d{2,5}\b|\b[a-z][\w-]*:\d{2,5}["'\s/]/i,
  },
  {
    id: 'URLs in README',
    files: /(?:^|\/)(?:readme|contributing|install)[^/]*\.(?:md|rst|txt|adoc)$/i,
    line: /:\/\/[\w.-]+:\d{2,5}\b|\blocalhost:\d{2,5}\b|[a-z]:\d{2,5}[/\s`]/i,
  },
];

/** Folders of tests, of other people's files and of what is made, and the record of what was: none of them is a project's
 * configuration. */
export const NOT_CONFIGURATION =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|fixtures?|testdata|mocks?|__mocks__|cypress|node_modules|vendors?|third_party|dist|build|target|\.git|snapshots?)\/|(?:change[-_]?log|changes|history|news)[^/]*$|(?:^|\/)package-lock\.json$|lock\.ya?ml$/i;
