/** Whether two texts differ in nothing but the white space that the server takes out. */
export function isSameText(one: string, other: string): boolean {
  const plain = (html: string) =>
    html
      .replaceAll(/\s+/g, " ")
      .replaceAll(/ ?(<\/?[a-z][^>]*>) ?/gi, "$1")
      .trim();
  return plain(one) === plain(other);
}
