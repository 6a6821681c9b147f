/** Email addresses out of whatever a person pasted: a column, a list with commas, or `Ann Example <ann@example.org>`. */
const shape = /^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\]]+\.[^\s@<>()",;:\\[\].]+$/;

export function isAddress(text: string): boolean {
  return text.length <= 254 && shape.test(text);
}

/** Every address once, in the order in which they were written; what is no address stays, to be shown as such. */
export function splitAddresses(text: string): string[] {
  const found = new Map<string, string>();
  for (const entry of text.split(/[,;\n\r]+/)) {
    const named = [...entry.matchAll(/<([^<>]*)>/g)].map((match) => match[1] ?? "");
    for (const word of named.length > 0 ? named : entry.split(/\s+/)) {
      const address = word.trim();
      if (address && !found.has(address.toLowerCase())) found.set(address.toLowerCase(), address);
    }
  }
  return [...found.values()];
}
