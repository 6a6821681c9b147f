import { expect, test } from "vitest";
import { codeTokens } from "./codeTokens";

const shown = (code: string, language: string) =>
  codeTokens(code, language).map(({ from, to, kind }) => `${kind} ${code.slice(from, to)}`);

test.each<[string, string, string[]]>([
  [
    "rust",
    "fn f<'a>(x: &'a str) { let c = 'x'; 0x1f } // end",
    ["keyword fn", "keyword let", "string 'x'", "number 0x1f", "comment // end"],
  ],
  [
    "python",
    "def f(): return '#no' # yes",
    ["keyword def", "keyword return", "string '#no'", "comment # yes"],
  ],
  [
    "sql",
    "SELECT 'it''s' FROM t -- x",
    ["keyword SELECT", "string 'it''s'", "keyword FROM", "comment -- x"],
  ],
  ["bash", 'echo "$#" # note', ['string "$#"', "comment # note"]],
  [
    "javascript",
    "const a1 = `x\ny`; /* open",
    ["keyword const", "string `x\ny`", "comment /* open"],
  ],
  ["json", '{"a": 1.5, "b": true}', ['string "a"', "number 1.5", 'string "b"', "keyword true"]],
  ["html", '<a href="x"><!-- y -->', ['string "x"', "comment <!-- y -->"]],
  ["klingon", "if 1", []],
])("%s: %s", (language, code, tokens) => {
  expect(shown(code, language)).toEqual(tokens);
});
