// Files as a part of the page's address that is never sent: compressed, in letters that every address takes.
import { MAX_FILES, MAX_TEXT, type PlaygroundFile, refusalOf } from './files';

/** What stands before the files in the fragment of an address. */
const KEY = '#files=';

/** The fragment of an address that holds files. */
export async function fragmentOf(files: readonly PlaygroundFile[]): Promise<string> {
  const data = JSON.stringify(files.map(({ name, text }) => [name, text]));
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return KEY + toLetters(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The files that a fragment holds; undefined where it holds none, or more than there may be. */
export async function filesOf(fragment: string): Promise<readonly PlaygroundFile[] | undefined> {
  if (!fragment.startsWith(KEY)) return undefined;
  try {
    const data: unknown = JSON.parse(await inflate(fromLetters(fragment.slice(KEY.length))));
    return checked(data);
  } catch {
    // Cut off on its way, or written by somebody.
    return undefined;
  }
}

/** Few letters can stand for very many: they are counted while they come. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = stream.getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MAX_TEXT) {
      await reader.cancel();
      throw new Error('Too much text.');
    }
  }
  return text + decoder.decode();
}

function checked(data: unknown): readonly PlaygroundFile[] | undefined {
  if (!Array.isArray(data) || data.length === 0 || data.length > MAX_FILES) return undefined;
  const files: PlaygroundFile[] = [];
  for (const item of data) {
    const [name, text]: unknown[] = Array.isArray(item) ? item : [];
    if (typeof name !== 'string' || typeof text !== 'string') return undefined;
    if (
      refusalOf(
        name,
        files.map(one => one.name),
      ) !== undefined
    )
      return undefined;
    files.push({ name, text });
  }
  return files;
}

function toLetters(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromLetters(letters: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), letter =>
    letter.charCodeAt(0),
  );
}
