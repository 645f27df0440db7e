import { imageName } from '../../text/image-name';
import { type SourceText, slice } from '../../text/source-text';
import { type Flags, type Option, readOptions, type Words } from './options';

/** A call of a program that makes a container: `docker run`, `docker compose run`. */
export interface Call {
  /** Whether the operand is an image; else it is a service of Compose. */
  readonly isOfImage: boolean;
  /** Whether it is Docker's own program, which alone takes `-p published=8080,target=80`. */
  readonly isOfDocker: boolean;
  readonly options: readonly Option[];
  /** The image, or the service. */
  readonly operand: SourceText;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** `docker --help`, `podman --help`. */
const PROGRAM: Flags = {
  long: words('debug tls tlsverify help version remote syslog noout transient-store trace'),
  short: 'Dvrh',
};

/** `docker run --help` (28.5), `podman run --help` (5). */
const RUN: Flags = {
  long: words(
    'detach disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all quiet read-only rm ' +
      'sig-proxy tty use-api-socket env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace rmi rootfs tls-verify ' +
      'unsetenv-all',
  ),
  short: 'ditPq',
};

/** `docker compose --help` (2.40), `docker-compose --help` (1.29). */
const COMPOSE: Flags = {
  long: words(
    'all-resources compatibility dry-run verbose help version tls tlsverify skip-hostname-check no-ansi debug',
  ),
  short: 'vhD',
};

/** `docker compose run --help` (2.40). */
const COMPOSE_RUN: Flags = {
  long: words(
    'build detach dry-run help interactive no-deps no-TTY no-tty quiet quiet-build quiet-pull remove-orphans rm service-ports tty ' +
      'use-aliases',
  ),
  short: 'dTPiqth',
};

/** Who gives a program more options before its command is no person. */
const MAX_BEFORE = 12;

/** What breaks off before its operand: there, or where it is longer than is read. */
type Unfinished = 'unfinished' | 'too long';

/** Reads the words of a command as such a call; undefined where they are none. */
export function readCall(words: Words): Call | undefined | Unfinished {
  const { value: first, done } = words.next();
  const program = done ? undefined : PROGRAMS.exec(first.value);
  if (!program) return undefined;
  if (program[2] !== undefined) return composeCall(words);
  const command = readOptions(words, PROGRAM, MAX_BEFORE).operand?.value;
  if (command === 'compose') return composeCall(words);
  const verb = command === 'container' ? readOptions(words, PROGRAM, 0).operand?.value : command;
  if (verb !== 'run' && verb !== 'create') return undefined;
  return callOf(words, RUN, true, program[1] === 'docker');
}

const PROGRAMS = /^(docker|podman)(-compose)?(?:\.exe)?$/;

function composeCall(words: Words): Call | undefined | Unfinished {
  const { operand } = readOptions(words, COMPOSE, MAX_BEFORE);
  return operand?.value === 'run' ? callOf(words, COMPOSE_RUN, false, false) : undefined;
}

function callOf(words: Words, flags: Flags, isOfImage: boolean, isOfDocker: boolean): Call | Unfinished {
  const { options, operand, isCut } = readOptions(words, flags);
  if (isCut) return 'too long';
  return operand ? { isOfImage, isOfDocker, options, operand } : 'unfinished';
}

/** The last part of an image's name, without tag and digest. */
export function nameOfImage(image: SourceText): SourceText {
  const start = image.value.lastIndexOf('/') + 1;
  return slice(image, start, start + imageName(image.value).length);
}
