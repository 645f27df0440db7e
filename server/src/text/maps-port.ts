/** Whether a text maps a host port: an item of a list, or an option, that reads `[ip:]port:target`. */
export function mapsPort(text: string, port: number): boolean {
  for (let at = text.indexOf(`${port}:`); at >= 0; at = text.indexOf(`${port}:`, at + 1)) {
    const before = text.slice(Math.max(0, at - MAX_BEFORE_MAPPING), at);
    if (BEFORE_MAPPING.test(before) && /^\d{1,5}:\d/.test(text.slice(at, at + 8))) return true;
  }
  return false;
}

const MAX_BEFORE_MAPPING = 40;

const BEFORE_MAPPING = /(?:^|[\s,[])(?:-[ \t]*|-p[ =]?|--publish[ =])["']?(?:[\d.]{7,15}:)?$/;
