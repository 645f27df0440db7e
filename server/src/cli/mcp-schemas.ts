import { MAX_PORT } from '../ports/port';
import { PROTOCOLS } from '../ports/protocol';
import { SEVERITIES } from '../rules/finding';
import { z } from './mcp-library';

/** The inputs and answers of the tools, as agents are told of them. What `package.json` says of the inputs is the same. */

const port = z.int().min(0).max(MAX_PORT);
/** More lines, columns and ports than any answer has. */
const MANY = 10_000_000;
const count = z.int().min(0).max(MANY);
const fromOne = z.int().min(1).max(MANY);
const path = z
  .string()
  .max(4096)
  .describe('A file or folder, relative or absolute. Everything, if left out.');
const offset = count.describe('How many to leave out: for the rest of a long answer.');

export const INPUTS = {
  list_ports: z.strictObject({ path: path.optional(), offset: offset.optional() }),
  explain_port: z.strictObject({
    port: port.describe('The port to explain.').optional(),
    protocol: z.enum(PROTOCOLS).optional(),
    path: path.optional(),
    line: fromOne.describe('A line of the file "path", to explain the ports in it.').optional(),
  }),
  find_free_ports: z.strictObject({
    near: port.describe('The port to start from: 8080, if left out.').optional(),
    count: fromOne.max(20).describe('How many: 1, if left out.').optional(),
    path: path.describe('The project that the ports are for.').optional(),
  }),
  check_ports: z.strictObject({ path: path.optional(), offset: offset.optional() }),
  move_port: z.strictObject({
    path: path.describe('The file in which the port is written.'),
    line: fromOne.describe('The line in which it is written.'),
    column: fromOne.describe('Its column, where the line has the port more than once.').optional(),
    from: port.describe('The port as it is now; the first of a range.'),
    to: fromOne.max(MAX_PORT).describe('What it is to become.'),
    write: z
      .boolean()
      .describe('Whether to change the files, and not only to say what would change.')
      .optional(),
  }),
} as const;

const place = { file: z.string(), line: fromOne, column: fromOne };
const edit = z.object({ ...place, before: z.string(), after: z.string() });
const written = z.object({
  ...place,
  system: z.string(),
  role: z.string(),
  from: port.nullable(),
  to: port.nullable(),
  protocol: z.enum(PROTOCOLS),
  name: z.string().optional(),
  address: z.string().optional(),
  service: z.string().optional(),
  meaning: z.string(),
});
const unread = z.array(z.string());

export const ANSWERS = {
  list_ports: z.object({ ports: z.array(written), total: count, unread }),
  explain_port: z.object({
    explained: z.array(
      z.object({
        port: port.nullable(),
        places: z.array(written),
        total: count,
        known: z.array(z.string()),
      }),
    ),
    projects: z.array(
      z.object({
        name: z.string(),
        files: z.array(z.string()),
        ports: z.array(
          z.object({
            ...place,
            service: z.string(),
            host: z.string(),
            target: z.string(),
            url: z.string().optional(),
            findings: z.array(z.string()),
          }),
        ),
        total: count,
      }),
    ),
  }),
  find_free_ports: z.object({ ports: z.array(port), machine: z.boolean() }),
  check_ports: z.object({
    findings: z.array(
      z.object({
        ...place,
        rule: z.string(),
        severity: z.enum(SEVERITIES),
        message: z.string(),
        related: z.array(z.object({ ...place, message: z.string() })),
        fixes: z.array(z.object({ title: z.string(), safe: z.boolean(), edits: z.array(edit) })),
      }),
    ),
    total: count,
    unread,
  }),
  move_port: z.object({
    edits: z.array(edit),
    asksFirst: z.array(edit),
    total: count,
    warning: z.string().optional(),
    written: z.boolean(),
  }),
} as const;
