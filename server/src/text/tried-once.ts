import { hasNearlyAll } from './effort';

/**
 * Works out of an object what follows from it alone, once, as `perObject` does; undefined where it is too much. Where the work
 * ran out of steps that were nearly all its own, the answer from then on is that as well: whoever asks again is not to find it
 * out anew. Where others had taken them before, nothing is kept.
 */
export function triedOnce<Key extends object, Value>(
  work: (object: Key) => Value | undefined,
): (object: Key) => Value | undefined {
  const kept = new WeakMap<Key, { readonly value: Value | undefined }>();
  return object => {
    const known = kept.get(object);
    if (known) return known.value;
    if (hasNearlyAll()) kept.set(object, { value: undefined });
    const value = work(object);
    kept.set(object, { value });
    return value;
  };
}
