import { version } from '../../../package.json';
import { SERVER_MEMORY } from '../protocol/server-memory';
import { parseRequest, type Request } from './arguments';
import { helpText } from './help';
import { type Io, tell } from './io';
import { COMMAND_NAMES } from './options';

/** Carries out a command line and gives the exit code: 0 nothing found, 1 something, 2 could not run, 130 interrupted. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    return await perform(readRequest(args), io);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return 130;
    tell(io, `portolan: ${describe(error)}`);
    return 2;
  }
}

function readRequest(args: readonly string[]): Request {
  try {
    return parseRequest(args);
  } catch (error) {
    const command = COMMAND_NAMES.find(name => name === args[0]);
    throw new Error(`${describe(error)}\nTry 'portolan ${command ? `${command} ` : ''}--help'.`);
  }
}

/** Loads no more than the command needs: most of the time of a short run is spent loading. */
async function perform(request: Request, io: Io): Promise<number> {
  switch (request.command) {
    case 'help':
      io.stdout.write(helpText(request.topic));
      return 0;
    case 'version':
      io.stdout.write(`${version}\n`);
      return 0;
    case 'lsp':
      startServer();
      return 0;
    case 'completion': {
      const { completion } = await import('./completion');
      io.stdout.write(completion(request.shell));
      return 0;
    }
    case 'manual': {
      const { manual } = await import('./manual');
      io.stdout.write(manual(version));
      return 0;
    }
    case 'mcp': {
      const { mcp } = await import('./mcp');
      return mcp(request, io, version);
    }
    case 'explain': {
      const { explain } = await import('./explain');
      return explain(request, io);
    }
    case 'ports': {
      const [{ ports }, { scan }] = await Promise.all([import('./ports'), import('../workspace/scan')]);
      return ports(request, io, scan);
    }
    case 'chart': {
      const [{ chart }, { scan }] = await Promise.all([import('./chart'), import('../workspace/scan')]);
      return chart(request, io, scan);
    }
    case 'lease': {
      const [{ lease }, { open }, { createMachine }] = await Promise.all([
        import('./lease'),
        import('../workspace/scan'),
        import('../workspace/node-machine'),
      ]);
      return lease(request, io, { open, machine: () => createMachine() });
    }
    case 'parametrize': {
      const [{ parametrize }, { open }] = await Promise.all([
        import('./parametrize'),
        import('../workspace/scan'),
      ]);
      return parametrize(request, io, open);
    }
    case 'check': {
      const [{ check }, { scan }, { RULES }] = await Promise.all([
        import('./check'),
        import('../workspace/scan'),
        import('../rules/catalogue'),
      ]);
      return check(request, io, { scan, rules: RULES, version });
    }
  }
}

/**
 * The build puts the server into this bundle, where it sleeps until it is asked for. How its memory is kept can only be
 * said when a process starts, so where the system can put one process in the place of another, this one makes room.
 */
function startServer(): void {
  const { execve, execArgv } = process;
  if (execve && process.platform !== 'win32' && !SERVER_MEMORY.every(option => execArgv.includes(option))) {
    const again = [process.execPath, ...execArgv, ...SERVER_MEMORY, __filename, 'lsp', '--stdio'];
    execve.call(process, process.execPath, again, process.env);
  }
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  require('./server.js');
}

/** What went wrong; for what is a defect of the program, also where. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
