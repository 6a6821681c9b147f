import type { components } from "./schema";

/** Every shape that the API sends or takes, by its name in the OpenAPI document: `Schema<"Course">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
