import { isRecord } from '../rules/settings';

/** What an editor says of itself in `initializationOptions`, beyond what the protocol has words for. */
export interface ClientOptions {
  /** Commands of ours that the editor carries out: lenses that need one are left out where it cannot. */
  readonly commands: readonly string[];
  /** Texts of the interface in the language of the editor (`vscode.l10n.bundle`). */
  readonly bundle: Readonly<Record<string, string>> | undefined;
  /** Whether we may look which programs of this machine listen on ports. */
  readonly machine: boolean;
  /** Whether the editor shows the ports, and wants to be told when they change. */
  readonly views: boolean;
  /** Whether the editor reads files for us that are not on a disk. */
  readonly files: boolean;
}

/** Reads the options; what is missing or of another type counts as not said. */
export function parseClientOptions(data: unknown): ClientOptions {
  const options = isRecord(data) ? data : {};
  const { commands, bundle } = options;
  return {
    commands: Array.isArray(commands) ? commands.filter(one => typeof one === 'string') : [],
    bundle: isTexts(bundle) ? bundle : undefined,
    machine: options.machine === true,
    views: options.views === true,
    files: options.files === true,
  };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(text => typeof text === 'string');
}
