import { expect, it } from "vitest";
import { ownName } from "@/lib/languageNames";
import { canonicalTag, languageChoices, languageOfFile } from "./languages";

it.each([
  ["lesson.de.srt", "de"],
  ["lesson_pt_br.vtt", "pt-BR"],
  ["My film.zh-Hant.vtt", "zh-Hant"],
  ["lesson.vtt", null],
  ["captions-v2.vtt", null],
  ["film.final.srt", null],
])("the language of %s is %s", (name, tag) => expect(languageOfFile(name)).toBe(tag));

it("writes a tag in one way", () => {
  expect([canonicalTag("DE"), canonicalTag("zh_hant_tw")]).toEqual(["de", "zh-Hant-TW"]);
  expect(["", "und", "de/DE", "english words", "x"].map(canonicalTag)).toEqual(Array(5).fill(null));
});

it("offers what was typed and what is chosen", () => {
  const values = languageChoices("en", "tlh", "rm").map((choice) => choice.value);
  expect(values).toEqual(expect.arrayContaining(["tlh", "rm", "de"]));
  expect(ownName("de")).toBe("Deutsch");
});
