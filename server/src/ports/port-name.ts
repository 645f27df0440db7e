/** The longest name of a port. */
export const MAX_PORT_NAME = 15;

/**
 * Whether a text may name a port (RFC 6335, 5.1, in small letters as Kubernetes wants them): letters, digits and single
 * hyphens, of which a letter at least, and none at its ends that is a hyphen.
 */
export function isPortName(text: string): boolean {
  return text.length <= MAX_PORT_NAME && /^(?=.*[a-z])[a-z\d]+(?:-[a-z\d]+)*$/.test(text);
}
