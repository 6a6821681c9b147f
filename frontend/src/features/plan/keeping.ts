/** What stays under a limit: what was chosen, then what is older. Ids are in the order in which things were made. */

export type Keepable = { id: string; isFirst?: boolean };

/** The ids that stay when so many do. */
export function staying(
  things: readonly Keepable[],
  chosen: ReadonlySet<string>,
  most: number | null,
): Set<string> {
  const rank = (thing: Keepable) => (thing.isFirst ? 0 : chosen.has(thing.id) ? 1 : 2);
  const order = things.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  return new Set(order.slice(0, most ?? order.length).map(({ id }) => id));
}
