import type { SourceText } from '../../text/source-text';
import type { Network, Sourced } from '../unit';

const OWN: Network = { kind: 'own' };

/** Whose network a service runs in (`network_mode`, Compose specification, chapter 5). */
export function networkOf(mode: Sourced<SourceText> | undefined): Network {
  if (!mode) return OWN;
  const { value } = mode.value;
  if (value === 'host' || value === 'none') return { kind: value, mode };
  const shared = /^(service|container):(.+)$/.exec(value);
  if (!shared?.[2]) return OWN;
  return { kind: shared[1] === 'service' ? 'unit' : 'foreign', mode, name: shared[2] };
}
