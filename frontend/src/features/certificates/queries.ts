import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import { hasCode } from "@/api/problem";

export const myCertificatesQuery = pagesQuery(["certificates", "mine"], (cursor) =>
  unwrap(api.GET("/api/v1/certificates", { params: { query: { cursor } } })),
);

/** Null for a code that no certificate has: that is an answer too. */
export const publicCertificateQuery = (code: string) =>
  queryOptions({
    queryKey: ["certificates", "public", code],
    queryFn: async () => {
      try {
        return await unwrap(api.GET("/api/v1/certificates/{code}", { params: { path: { code } } }));
      } catch (error) {
        if (hasCode(error, "certificate_not_found", "not_found", "invalid_input")) return null;
        throw error;
      }
    },
  });
