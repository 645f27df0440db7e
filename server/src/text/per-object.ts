/**
 * Works out of an object what follows from it alone, once: the answer is kept for as long as the object lives, so it
 * goes when the document, the reading or the project goes that it was made of. What else the work is given has to be
 * the same whenever the object is.
 */
export function perObject<Key extends object, Rest extends readonly unknown[], Value>(
  work: (object: Key, ...rest: Rest) => Value,
): (object: Key, ...rest: Rest) => Value {
  const kept = new WeakMap<Key, { readonly value: Value }>();
  return (object, ...rest) => {
    const known = kept.get(object);
    if (known) return known.value;
    const value = work(object, ...rest);
    kept.set(object, { value });
    return value;
  };
}
