/** What a trait is read as, and read again only when it is another one. */
export function memoized<W extends object, V>(read: (wire: W) => V): (wire: W) => V {
  const known = new WeakMap<W, V>();
  return (wire) => {
    const before = known.get(wire);
    if (before !== undefined) return before;
    const value = read(wire);
    known.set(wire, value);
    return value;
  };
}
