/** All that a library of ours (dockerfile-ast) wants of Node: the bytes of a text. The build puts it in their place. */
export const Buffer = {
  from: (text: string): Uint8Array => new TextEncoder().encode(text),
};
