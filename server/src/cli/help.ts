import type { CommandName } from './arguments';

const GENERAL = `Portolan charts the ports of a project: Dockerfiles, Compose files and URLs.

Usage: portolan <command> [options]

Commands:
  check [PATH...]          Say which ports are invalid, privileged or collide
  ports [PATH...]          List every port, where it stands and what it does there
  chart [PATH...]          Draw which host port leads to which container
  explain PORT[/PROTOCOL]  Say what is known about a port, or find one by name
  lsp --stdio              Start the language server, for an editor

Options:
  -h, --help               Show this help, or that of a command
  -v, --version            Show the version

Exit codes: 0 nothing found, 1 something found, 2 could not run.
`;

const TOPICS: Readonly<Record<CommandName, string>> = {
  check: `Say which ports are invalid, privileged or collide.

Usage: portolan check [PATH...] [options]

PATH is a file or a folder; without one, the current folder is checked. What .gitignore names is left out.

Options:
  --format FORMAT     text (default), json, sarif (2.1.0) or github (annotations)
  --fail-on SEVERITY  Exit with 1 from this severity on: error (default), warning, information, hint or never
  --fix               Apply the fixes that keep the meaning, and report what remains
  --unsafe-fixes      With --fix: move ports, too, with everything that names them
  --baseline FILE     Leave out the findings that FILE has, wherever they stand now
  --write-baseline    Write all findings to the baseline's FILE
  --since COMMIT      Leave out findings of before a commit that no changed line has to do with
  --color, --no-color Colour the text, or not, whatever NO_COLOR, FORCE_COLOR and the terminal say
  -h, --help          Show this help

Exit codes: 0 nothing at or above --fail-on, 1 something, 2 could not run, or could not read a PATH or a Compose
file as a whole.
`,
  ports: `List every port, where it stands and what it does there.

Usage: portolan ports [PATH...] [options]

PATH is a file or a folder; without one, the current folder is read. What .gitignore names is left out.

Options:
  --format FORMAT     text (default) or json
  --color, --no-color Colour the text, or not, whatever NO_COLOR, FORCE_COLOR and the terminal say
  -h, --help          Show this help
`,
  chart: `Draw which host port leads to which container, project by project.

Usage: portolan chart [PATH...] [options]

PATH is a file or a folder; without one, the current folder is read. What .gitignore names is left out.

Options:
  --format FORMAT     mermaid (default), svg, markdown or json
  -h, --help          Show this help
`,
  explain: `Say what is known about a port, or find one by name.

Usage: portolan explain PORT[/PROTOCOL] [options]
       portolan explain NAME [options]

Options:
  --format FORMAT     text (default) or json
  -h, --help          Show this help

Exit codes: 0 found, 1 no port of that name, 2 could not run.
`,
  lsp: `Start the language server, for an editor.

Usage: portolan lsp --stdio

The server speaks the Language Server Protocol over standard input and output.
`,
};

/** The help of the program, or of one command. */
export function helpText(topic?: CommandName): string {
  return topic === undefined ? GENERAL : TOPICS[topic];
}
