/** Reading the query string of a route: strings only, anything else is dropped. */
export function textParam(search: Record<string, unknown>, key: string): string | undefined {
  const value = search[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}
